"""Read a task as its caller may see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from legwork import kinds
from legwork.domain.errors import NotAllowed, NotFound
from legwork.domain.lane import Lane, tallies_of
from legwork.domain.permission import OWNER, Caller
from legwork.domain.progress import Progress, progress_of
from legwork.domain.task import Task, TaskRef, Via
from legwork.domain.time_left import TimeLeft
from legwork.domain.waiting import Waiting
from legwork.ports import Clock, Database
from legwork.store import lanes, tasks
from legwork.usecases.foresee import foresee
from legwork.usecases.see_waiting import see_waiting


@dataclass(frozen=True, slots=True)
class TaskReading:
    """A task with its progress at one moment."""

    task: Task
    progress: Progress
    moved_at: datetime | None = None
    """When it last changed its state, or one of its lanes moved."""
    sums: Mapping[str, int] = field(default_factory=dict)
    """Of a preview: what it comes to so far."""
    waiting: Waiting | None = None
    """What it waits for; looked for only where readers are told."""
    left: TimeLeft | None = None
    """When it should end; foreseen only where readers are told."""

    @classmethod
    def of(cls, task: Task, lanes: Iterable[Lane]) -> TaskReading:
        """A task as its lanes have it; those of an ended one say nothing new."""
        found = list(lanes)
        moments = [task.moved_at or task.created_at, *(lane.moved_at for lane in found)]
        sums = task.sums if task.state.ended else tallies_of(lane.tallies for lane in found)
        return cls(task, progress_of(task, found), max(moments), sums if task.preview else {})


def visible(task: Task | None, caller: Caller, clock: Clock) -> Task | None:
    """The task, if its time is not over and the caller may see it."""
    if task is None or task.is_gone(clock.now()):
        return None
    return task if caller.may_see(task) or may_decide(task, caller) else None


def may_decide(task: Task, caller: Caller) -> bool:
    """Whether it is a preview that somebody else has to approve, and the caller may."""
    kind = kinds.all_kinds().get(task.kind)
    asked = task.needs_approval and task.ref.account == caller.account
    another = caller.via is Via.STAFF and task.launched_by.id != caller.id
    return asked and another and kind is not None and caller.has(kind.permission)


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
            "Only whoever launched it, or an owner of the account, may do this.", OWNER
        )
    return task


def read_task(task: Task, *, database: Database) -> TaskReading:
    """A task with exact progress."""
    found = {} if task.state.ended else lanes.load_of(database, [task])
    return TaskReading.of(task, found.get(task.ref, ()))


def read_task_as_it_waits(
    task: Task, *, database: Database, clock: Clock, mails_per_second: int | None = None
) -> TaskReading:
    """A task with exact progress, what it waits for, and when it should end."""
    found = {} if task.state.ended else lanes.load_of(database, [task])
    return with_waiting(
        [task],
        found,
        task.ref.account,
        database=database,
        clock=clock,
        mails_per_second=mails_per_second,
    )[0]


def with_waiting(
    every: Sequence[Task],
    lanes_of: Mapping[TaskRef, Sequence[Lane]],
    account: str,
    *,
    database: Database,
    clock: Clock,
    mails_per_second: int | None = None,
) -> list[TaskReading]:
    """Readings of an account's tasks with what they wait for, and when they should end.

    Args:
        every: the tasks.
        lanes_of: the lanes of those that have not ended.
        account: whose they are.
        database, clock: the ports.
        mails_per_second: that the account may send, if that is known here.
    """
    found = [TaskReading.of(task, lanes_of.get(task.ref, ())) for task in every]
    waits = see_waiting(
        ((one.task, one.progress) for one in found),
        account=account,
        database=database,
        clock=clock,
    )
    left = foresee(
        every,
        lanes_of,
        waits,
        account=account,
        database=database,
        clock=clock,
        mails_per_second=mails_per_second,
    )
    return [
        replace(one, waiting=waits.get(one.task.ref), left=left.get(one.task.ref)) for one in found
    ]
