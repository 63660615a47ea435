"""What an operator does with a stuck task: push it on, or cancel it. The trail keeps both."""

from __future__ import annotations

from legwork.domain.act import ActName, ActVia, Doer, act_on
from legwork.domain.errors import NotFound
from legwork.domain.retention import Retention
from legwork.domain.task import Task, TaskRef
from legwork.ports import Clock, Database, Files, Queues
from legwork.store import tasks, trail
from legwork.usecases.cancel_task import cancel_task
from legwork.usecases.push_on import push_on

OPERATORS = Doer("operators", "Operators of Legwork", ActVia.OPERATOR)
"""CloudWatch does not say who clicked; CloudTrail knows who called the function."""
REASON = "It was stuck."


def find(ref: TaskRef, *, database: Database) -> Task:
    """The task as it is now.

    Raises:
        NotFound: it is gone.
    """
    task = tasks.load(database, ref)
    if task is None:
        raise NotFound("There is no such task any more.")
    return task


def push_on_now(
    task: Task,
    *,
    running_max: int,
    database: Database,
    files: Files,
    queues: Queues,
    clock: Clock,
    retention: Retention,
) -> None:
    """Send a task what it may be waiting for, however short a time it has stood still.

    Tokens are numbered, so one too many is dropped.
    """
    now = clock.now()
    trail.commit(database, act_on(task, ActName.PUSHED_ON, OPERATORS, now))
    push_on(
        task,
        still_since=now,
        running_max=running_max,
        database=database,
        files=files,
        queues=queues,
        clock=clock,
        retention=retention,
    )


def cancel_stuck(
    task: Task,
    *,
    database: Database,
    files: Files,
    queues: Queues,
    clock: Clock,
    retention: Retention,
) -> None:
    """Cancel a task, as its owner could.

    Raises:
        NotFound: it is gone.
        WrongState: it has ended, or all its work is done.
    """
    cancel_task(
        task,
        by=OPERATORS,
        reason=REASON,
        database=database,
        files=files,
        queues=queues,
        clock=clock,
        retention=retention,
    )
