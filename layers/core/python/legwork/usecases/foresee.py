"""Foresee when tasks of an account end: from their lanes, its rate of mail, and its turns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from legwork import kinds
from legwork.domain.lane import Lane
from legwork.domain.task import Task, TaskRef, TaskState
from legwork.domain.time_left import MailRate, TimeLeft, time_left
from legwork.domain.waiting import Waiting, WaitsFor
from legwork.ports import Clock, Database
from legwork.store import keys, lanes, sending, tasks

_LOOKED_AT = 100
"""The latest tasks of an account, among which those are looked for that have a turn."""


def foresee(
    every: Sequence[Task],
    lanes_of: Mapping[TaskRef, Sequence[Lane]],
    waits: Mapping[TaskRef, Waiting],
    *,
    account: str,
    database: Database,
    clock: Clock,
    mails_per_second: int | None,
) -> dict[TaskRef, TimeLeft]:
    """When each of these tasks should end; those are left out of which too little is known.

    Args:
        every: tasks of one account.
        lanes_of: the lanes of those that have not ended.
        waits: what they wait for.
        account: which account.
        database, clock: the ports.
        mails_per_second: that the account may send, if that is known here.
    """
    now = clock.now()
    mailing = any(lane.notices.open for some in lanes_of.values() for lane in some)
    until = sending.booked_until(database, account) if mailing else None
    rate = MailRate(mails_per_second, until)
    found = {
        task.ref: left
        for task in every
        if (left := _left(task, lanes_of.get(task.ref, ()), rate, now)) is not None
    }
    for ref, waiting in waits.items():
        if ref not in found:
            continue
        if waiting.what is WaitsFor.TURN:
            turn = _turn(waiting.ahead, account, rate, database, now)
            if turn is not None:
                found[ref] = found[ref].behind(turn, now)
                continue
        if waiting.what is not WaitsFor.RATE:
            del found[ref]
    return found


def _left(task: Task, found: Sequence[Lane], rate: MailRate, now: datetime) -> TimeLeft | None:
    kind = kinds.all_kinds().get(task.kind)
    return time_left(task, found, now, mail=rate, makes_file=kind is not None and kind.makes_file)


def _turn(
    ahead: int, account: str, rate: MailRate, database: Database, now: datetime
) -> TimeLeft | None:
    """When as many tasks of the account have ended as wait before one, and one more."""
    latest, _ = tasks.page_before(
        database, keys.account(account), index=None, before=None, limit=_LOOKED_AT
    )
    running = [task for task in latest if task.turn and task.state is TaskState.RUNNING]
    lanes_of = lanes.load_of(database, running)
    ends = [left for task in running if (left := _left(task, lanes_of[task.ref], rate, now))]
    if ahead >= len(ends):
        return None
    return TimeLeft(
        sorted(end.earliest for end in ends)[ahead],
        sorted(end.likely for end in ends)[ahead],
        sorted(end.latest for end in ends)[ahead],
    )
