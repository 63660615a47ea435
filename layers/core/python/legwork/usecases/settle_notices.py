"""Settle the notices of a cancelled task: what has not left never will (P2)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from itertools import takewhile

from legwork import kinds
from legwork.domain.errors import StateChanged
from legwork.domain.lane import Lane
from legwork.domain.notice import NoticeRow, NoticeState
from legwork.domain.task import Task
from legwork.ports import Clock, Database
from legwork.store import lanes, notices, unsent_notices

LOOK_AGAIN = timedelta(milliseconds=200)
"""How soon to look again whether a mail call is over that was under way."""


def settle_notices(
    task: Task, shut: Sequence[Lane], *, database: Database, clock: Clock
) -> list[Lane]:
    """Discard what the lanes have staged and not sent; answers the lanes with final counters.

    All lanes are settled side by side: whoever cancels waits for the answer.

    A mail call that is under way is waited for and counted. It cannot take longer than a claim
    holds: whoever claimed for longer than that is dead, and what he called is in doubt.

    Args:
        task: cancelling.
        shut: its lanes, their gates shut: nothing new is staged or claimed.
        database, clock: the ports.
    """
    found = {lane.number: lane for lane in shut}
    open_ = [lane for lane in shut if lane.notices.open]
    while open_:
        try:
            rows = _settled(task, open_, database, clock)
            found |= _counted(task, open_, rows, database, clock)
        except StateChanged:
            now = lanes.load_some(database, task.ref, [lane.number for lane in open_])
            # Of one that is being purged there is nothing more to say.
            open_ = [lane for lane in open_ if lane.number in now]
            found |= now
        else:
            for lane in (lane for lane in open_ if not rows[lane.number]):
                found[lane.number] = _count_missing(task, lane, database, clock)
            open_ = [lane for lane in open_ if rows[lane.number]]
        open_ = [found[lane.number] for lane in open_ if found[lane.number].notices.open]
    return list(found.values())


def _settled(
    task: Task, open_: Sequence[Lane], database: Database, clock: Clock
) -> dict[int, Sequence[NoticeRow]]:
    """The next rows of each lane, settled but for those of a mail call under way."""
    read = unsent_notices.read(database, task.ref, open_)
    rows = unsent_notices.settle(database, task.ref, read, clock.now())
    return {lane.number: those for lane, those in zip(open_, rows, strict=True)}


def _counted(
    task: Task,
    open_: Sequence[Lane],
    rows: dict[int, Sequence[NoticeRow]],
    database: Database,
    clock: Clock,
) -> dict[int, Lane]:
    """The lanes that have settled rows, after these are counted."""
    ready = {
        lane.number: (lane, settled)
        for lane in open_
        if (settled := [*takewhile(_is_settled, rows[lane.number])])
    }
    if not ready and any(rows.values()):
        clock.pause(LOOK_AGAIN)
    return unsent_notices.count(
        database,
        task.ref,
        ready,
        mail_is_the_work=kinds.mail_is_the_work(task.kind),
        now=clock.now(),
    )


def _is_settled(row: NoticeRow) -> bool:
    return row.state is NoticeState.SETTLED


def count_missing(task: Task, lane: Lane, *, database: Database, clock: Clock) -> Lane:
    """Count those in doubt that were staged in rows which cannot be read: none is left behind.

    Args:
        task: that goes on.
        lane: whose rows that can be read are all settled.
        database, clock: the ports.
    """
    if not (lane.done and lane.notices.open):
        return lane
    return _count_missing(task, lane, database, clock)


def _count_missing(task: Task, lane: Lane, database: Database, clock: Clock) -> Lane:
    with suppress(StateChanged):
        notices.count_missing(database, task.ref, lane, clock.now())
    return lanes.load(database, task.ref, lane.number) or lane
