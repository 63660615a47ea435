"""Finish a task whose lanes are all done, and whose notices have left: one who sees it wins.

One that ends with a file is finished by who makes that; whoever sees it before asks him to.
"""

from __future__ import annotations

from contextlib import suppress

from legwork import kinds
from legwork.domain.errors import CannotFinish, StateChanged
from legwork.domain.part import MAKING_HOLDS
from legwork.domain.retention import Retention
from legwork.domain.task import Task, TaskState
from legwork.ports import Clock, Database, Files, MakeMessage, Queues
from legwork.store import lanes, task_states, tasks
from legwork.usecases.end_task import end_task, fail_task


def finish_if_done(
    task: Task,
    *,
    behind: int = 0,
    database: Database,
    files: Files,
    queues: Queues,
    clock: Clock,
    retention: Retention,
) -> None:
    """End the task if every lane is done; do nothing otherwise, or when another one did it.

    A task that is finishing already is finished again: its first finisher may have died, and
    of two only one transaction goes through.

    Args:
        task: as it was read.
        behind: the lane that asks, if one does.
        database, files, queues, clock: the ports.
        retention: how long it stays.
    """
    found = lanes.load_settled(database, task, behind=behind)
    if found is None:
        return
    makes_file = kinds.makes_file(task.kind) and not task.preview
    if makes_file and task.made is None and task.state is TaskState.RUNNING:
        _ask_for_file(task, database, queues, clock)
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


def _ask_for_file(task: Task, database: Database, queues: Queues, clock: Clock) -> None:
    """Have the task's file made, unless that was asked for a while ago, and may still be done."""
    now = clock.now()
    if task.making_at is not None and now - task.making_at < MAKING_HOLDS:
        return
    queues.make(MakeMessage(task.ref))
    with suppress(StateChanged):
        task_states.note_making(database, task.ref, now)


def _claim(task: Task, database: Database, clock: Clock) -> Task:
    if task.state is TaskState.RUNNING:
        try:
            return task_states.begin_finishing(database, task.ref, clock.now())
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
