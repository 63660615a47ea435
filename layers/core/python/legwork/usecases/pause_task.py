"""Pause a task: when the call has answered, nothing of it commits until it is resumed (P2)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from legwork import kinds
from legwork.domain.act import Doer
from legwork.domain.errors import NotFound, StateChanged, WrongState
from legwork.domain.hold import Hold
from legwork.domain.lane import Lane
from legwork.domain.notice import Channel, Fate, NoticeRow, NoticeState
from legwork.domain.pause import Pause
from legwork.domain.task import Task, TaskState
from legwork.ports import Clock, Database, Queues
from legwork.store import gates, lanes, notices, pauses, tasks, unsent_notices
from legwork.usecases.settle_notices import LOOK_AGAIN
from legwork.usecases.take_turn import call_waiting


def pause_task(
    read: Task,
    *,
    by: Doer | None,
    reason: str | None,
    hold: Hold | None = None,
    running_max: int,
    database: Database,
    queues: Queues,
    clock: Clock,
) -> Task:
    """Pause a task until somebody resumes or cancels it; answers the paused task.

    It gives its turn back: others of its account run meanwhile. What is staged to be sent waits. A
    mail call that is under way is waited for, so that the numbers stand still from the answer on.

    Args:
        read: the task as it was read.
        by: who pauses it; nothing when a hold does.
        reason: why, if they say so.
        hold: what does it: the task goes on by itself once that is lifted.
        running_max: how many of the account's listed tasks may run at once.
        database, queues, clock: the ports.

    Raises:
        NotFound: it is gone.
        WrongState: it has ended, is being cancelled, or all its work is done.
    """
    task: Task | None = read
    while task is not None:
        try:
            if task.state is not TaskState.PAUSED:
                name = hold.by if hold else by.name if by else None
                pause = Pause(clock.now(), name, reason, hold is not None)
                task = _paused(task, pause, by, database)
            shut = gates.shut(database, task, task.gate_number)
        except StateChanged:
            task = tasks.load(database, read.ref)
        else:
            _wait_for_mail_calls(task, shut, database, clock)
            call_waiting(
                task.ref.account, running_max=running_max, database=database, queues=queues
            )
            return task
    raise NotFound("There is no such task.")


def _paused(task: Task, pause: Pause, by: Doer | None, database: Database) -> Task:
    if not task.state.can_be_paused:
        raise WrongState(_too_late(task))
    return pauses.pause(database, task, pause, by=by)


def _too_late(task: Task) -> str:
    if task.state is TaskState.FINISHING:
        return "All its work is done; its results are being posted this moment."
    if task.state is TaskState.CANCELLING:
        return "The task is being cancelled."
    return f"The task has ended already: {task.state.value}."


def _wait_for_mail_calls(
    task: Task, shut: Sequence[Lane], database: Database, clock: Clock
) -> None:
    """Wait until no call is under way; what a dead one was mailing is in doubt.

    A lane's rows are sent in their order, one after the other: so the first one tells. An order to
    the payment service is waited for as long as its claim holds. What became of one whose caller is
    dead is asked when the task goes on.
    """
    busy = [lane for lane in shut if lane.notices.open]
    while claimed := _claimed(task, busy, database, clock.now()):
        under_way = [row for _, row in claimed if not row.abandoned(clock.now())]
        for lane, row in claimed:
            if row not in under_way:
                _presume(task, lane, row, database, clock)
        if under_way:
            clock.pause(LOOK_AGAIN)
        numbers = [lane.number for lane, _ in claimed]
        busy = [*lanes.load_some(database, task.ref, numbers).values()]


def _claimed(
    task: Task, busy: Sequence[Lane], database: Database, now: datetime
) -> list[tuple[Lane, NoticeRow]]:
    rows = unsent_notices.read(database, task.ref, busy, at_once=1)
    return [
        (lane, row)
        for lane, first in zip(busy, rows, strict=True)
        for row in first
        if row.state is NoticeState.CLAIMED
        and not (row.channel is Channel.CARD and row.abandoned(now))
    ]


def _presume(task: Task, lane: Lane, row: NoticeRow, database: Database, clock: Clock) -> None:
    with suppress(StateChanged):
        notices.settle(
            database,
            task.ref,
            lane,
            row,
            fates=[Fate.IN_DOUBT] * len(row.notices),
            remarks={},
            mail_is_the_work=kinds.mail_is_the_work(task.kind),
            now=clock.now(),
        )
