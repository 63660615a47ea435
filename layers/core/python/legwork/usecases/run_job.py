"""Run a job: drive one lane for one slice of time, batch by batch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from legwork.domain.chronicle import Moment, tell
from legwork.domain.errors import Unreadable
from legwork.domain.lane import Lane, Reading, Token, read_token
from legwork.domain.plan import PlannedBatch
from legwork.domain.retention import Retention
from legwork.domain.task import Task
from legwork.ports import Clock, Database, Files, Ids, Queues
from legwork.store import lanes, plans
from legwork.store.commits import Committed
from legwork.usecases.finish_task import finish_if_done
from legwork.usecases.give_up_task import given_up_where_unreadable
from legwork.usecases.send_on import send_on
from legwork.usecases.stop_if_crossed import stop_if_crossed
from legwork.usecases.work_batch import work_batch

_AHEAD = 8
"""Planned batches that are read at once."""


def run_job(
    token: Token,
    *,
    database: Database,
    files: Files,
    queues: Queues,
    clock: Clock,
    ids: Ids,
    retention: Retention,
    until: datetime,
    redelivered: bool = True,
) -> None:
    """Work off batches of the token's lane until it is done, lost, shut, or the slice is over.

    Args:
        token: which lane, and which of its tokens this is.
        database, files, queues, clock, ids: the ports.
        retention: how long rows stay.
        until: when the slice is over; at least one batch is worked off.
        redelivered: whether its message may have been taken before.

    Raises:
        Transient: the message should be delivered again.
    """
    database.tab.open()
    task, lane = lanes.load_with_task(database, token.ref, token.lane)
    if task is None or lane is None:
        return
    with given_up_where_unreadable(
        task, database=database, files=files, queues=queues, clock=clock, retention=retention
    ):
        if isinstance(lane, Unreadable):
            raise lane
        _run(
            task,
            lane,
            token,
            database=database,
            files=files,
            queues=queues,
            clock=clock,
            ids=ids,
            retention=retention,
            until=until,
            redelivered=redelivered,
        )


def _run(
    task: Task,
    lane: Lane,
    token: Token,
    *,
    database: Database,
    files: Files,
    queues: Queues,
    clock: Clock,
    ids: Ids,
    retention: Retention,
    until: datetime,
    redelivered: bool,
) -> None:
    match read_token(token, lane, redelivered=redelivered):
        case Reading.DROP_OLD | Reading.DROP_TWIN | Reading.DROP_SHUT:
            return
        case Reading.WORK:
            driven = _drive(
                task,
                lane,
                token,
                until,
                database=database,
                files=files,
                clock=clock,
                ids=ids,
                retention=retention,
            )
            if driven is None:
                return
            if driven.notices.open:
                send_on(task, [lane.number], queues)
            if not driven.done:
                queues.run([token.following(driven.cursor)])
                return
        case Reading.CHECK_END:
            if lane.notices.open:
                send_on(task, [lane.number], queues)
    finish_if_done(
        task,
        behind=lane.number,
        database=database,
        files=files,
        queues=queues,
        clock=clock,
        retention=retention,
    )


def _drive(
    task: Task,
    lane: Lane,
    token: Token,
    until: datetime,
    *,
    database: Database,
    files: Files,
    clock: Clock,
    ids: Ids,
    retention: Retention,
) -> Lane | None:
    """The lane where this slice leaves it, or nothing when the token is to be dropped."""
    if stop_if_crossed(task, database=database, clock=clock, retention=retention):
        return None
    kept: dict[str, Any] = {}
    for batch in _batches(database, task, lane):
        commit = work_batch(
            batch,
            task,
            lane,
            token,
            database=database,
            files=files,
            clock=clock,
            ids=ids,
            retention=retention,
            kept=kept,
        )
        if not isinstance(commit, Committed):
            return None
        lane = commit.lane
        if batch.index == 0 and lane.number == min(task.lanes, default=0):
            waited = (clock.now() - task.created_at).total_seconds()
            tell(Moment.BEGAN, task, sums={"FirstBatchSeconds": waited})
        if stop_if_crossed(task, database=database, clock=clock, retention=retention):
            return None
        if lane.cursor != batch.index + 1:
            # This very batch was committed before its answer was lost; others went on since.
            return None
        if clock.now() >= until:
            return lane
    # Batches are left, but their plan is not: the task has been purged meanwhile.
    return lane if lane.done else None


def _batches(database: Database, task: Task, lane: Lane) -> Iterator[PlannedBatch]:
    """The lane's batches from its cursor on, read some at a time."""
    cursor = lane.cursor
    while cursor < lane.batches:
        planned = plans.batches(database, task, lane.number, first=cursor, limit=_AHEAD)
        if not planned:
            return
        for batch in planned:
            if batch.spoilt:
                raise Unreadable(f"Batch {batch.index} of lane {lane.number} cannot be read.")
            yield batch
        cursor = planned[-1].index + 1
