"""Read a task as its caller may see it."""

from __future__ import annotations

from dataclasses import dataclass

from legwork.domain.errors import NotAllowed, NotFound
from legwork.domain.permission import OWNER, Caller
from legwork.domain.progress import Progress, progress_of
from legwork.domain.task import Task, TaskRef
from legwork.ports import Clock, Database
from legwork.store import lanes, tasks


@dataclass(frozen=True, slots=True)
class TaskReading:
    """A task with its progress at one moment."""

    task: Task
    progress: Progress


def visible(task: Task | None, caller: Caller, clock: Clock) -> Task | None:
    """The task, if its time is not over and the caller may see it."""
    if task is None or not caller.may_see(task) or task.is_gone(clock.now()):
        return None
    return task


def find_task(task_id: str, *, caller: Caller, database: Database, clock: Clock) -> Task:
    """A listed task of the caller's account.

    Raises:
        NotFound: there is none, or it is not the caller's to see.
    """
    found = tasks.load(database, TaskRef(caller.account, task_id))
    task = visible(found, caller, clock)
    if task is None:
        raise NotFound("There is no such task.")
    return task


def find_own_task(task_id: str, *, caller: Caller, database: Database, clock: Clock) -> Task:
    """A task that the caller may change.

    Raises:
        NotFound: there is none, or it is not the caller's to see.
        NotAllowed: the caller may see it only.
    """
    task = find_task(task_id, caller=caller, database=database, clock=clock)
    if not caller.may_change(task):
        raise NotAllowed(
            "Only an owner of the account may do this to a task that Autopilot launched.", OWNER
        )
    return task


def read_task(task: Task, *, database: Database) -> TaskReading:
    """A task with exact progress."""
    found = {} if task.state.ended else lanes.load_of(database, [task])
    return TaskReading(task, progress_of(task, found.get(task.ref, ())))
