"""Finish a task whose lanes are all done, and whose notices have left: one who sees it wins."""

from __future__ import annotations

from legwork.domain.errors import CannotFinish, StateChanged
from legwork.domain.retention import Retention
from legwork.domain.task import Task, TaskState
from legwork.ports import Clock, Database, Files
from legwork.store import lanes, tasks
from legwork.usecases.end_task import end_task, fail_task


def finish_if_done(
    task: Task,
    *,
    behind: int = 0,
    database: Database,
    files: Files,
    clock: Clock,
    retention: Retention,
) -> None:
    """End the task if every lane is done; do nothing otherwise, or when another one did it.

    A task that is finishing already is finished again: its first finisher may have died, and
    of two only one transaction goes through.

    Args:
        task: as it was read.
        behind: the lane that asks, if one does.
        database, files, clock: the ports.
        retention: how long it stays.
    """
    found = lanes.load_settled(database, task, behind=behind)
    if found is None:
        return
    try:
        task = _claim(task, database, clock)
        end_task(
            task,
            found,
            TaskState.COMPLETED,
            database=database,
            files=files,
            clock=clock,
            retention=retention,
        )
    except StateChanged:
        return
    except CannotFinish as reason:
        give_up_finish(task, str(reason), database=database, clock=clock, retention=retention)


def _claim(task: Task, database: Database, clock: Clock) -> Task:
    if task.state is TaskState.RUNNING:
        try:
            return tasks.begin_finishing(database, task.ref, clock.now())
        except StateChanged:
            task = tasks.load(database, task.ref) or task
    if task.state is not TaskState.FINISHING:
        raise StateChanged("the task is not running")
    return task


def give_up_finish(
    task: Task, reason: str, *, database: Database, clock: Clock, retention: Retention
) -> None:
    """Fail a task whose results cannot be posted; what was done stays done."""
    current = tasks.load(database, task.ref)
    if current is None or current.state is not TaskState.FINISHING:
        return
    found = lanes.load_all(database, current)
    try:
        fail_task(current, reason, database=database, clock=clock, retention=retention, lanes=found)
    except StateChanged:
        return
