"""Give a task up of which a row cannot be read: it ends as failed, and says why (P4)."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from legwork.domain.errors import NotFound, StateChanged, Unreadable
from legwork.domain.retention import Retention
from legwork.domain.task import CANCELLABLE, Cancellation, Task, TaskState
from legwork.ports import Clock, Database, Files, Queues
from legwork.store import lanes, task_states, tasks
from legwork.usecases.cancel_task import settle_cancel
from legwork.usecases.end_task import fail_task

_log = logging.getLogger(__name__)


@contextmanager
def given_up_where_unreadable(
    task: Task,
    *,
    database: Database,
    files: Files,
    queues: Queues,
    clock: Clock,
    retention: Retention,
) -> Iterator[None]:
    """Give a task up when one of its own rows turns out to be unreadable within.

    The same row would be read again with each message, until the message is dead.
    """
    try:
        yield
    except Unreadable as error:
        _log.error("task %s is given up: %s", task.ref.id, error)
        give_up_task(
            task,
            f"{error} What was done stays done. Retry the rest, or launch it anew.",
            database=database,
            files=files,
            queues=queues,
            clock=clock,
            retention=retention,
        )


def give_up_task(
    task: Task,
    reason: str,
    *,
    database: Database,
    files: Files,
    queues: Queues,
    clock: Clock,
    retention: Retention,
) -> None:
    """End a task as failed, as a cancel would: its gates are shut, what was done is posted.

    Args:
        task: as it was read.
        reason: why, in one or two sentences.
        database, files, queues, clock: the ports.
        retention: how long it stays.
    """
    if task.state in CANCELLABLE - {TaskState.CANCELLING}:
        note = Cancellation(clock.now(), "", reason, gave_up=True)
        try:
            task = task_states.begin_cancelling(database, task.ref, note)
        except StateChanged:
            task = tasks.load(database, task.ref) or task
    if task.state is TaskState.CANCELLING:
        with suppress(NotFound):
            settle_cancel(
                task,
                database=database,
                files=files,
                queues=queues,
                clock=clock,
                retention=retention,
            )
    elif task.state is TaskState.FINISHING:
        with suppress(StateChanged):
            fail_task(
                task,
                reason,
                database=database,
                clock=clock,
                retention=retention,
                lanes=lanes.load_of(database, [task])[task.ref],
            )
