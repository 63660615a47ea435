"""List tasks, newest first: an owner's are the account's, staff see their own."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from legwork.domain.cursor import refused, seal, unseal
from legwork.domain.permission import Caller, Permission
from legwork.domain.task import Launcher, Subject, Task, TaskState, Via
from legwork.ports import Clock, Database
from legwork.store import keys, lanes, tasks
from legwork.usecases.read_task import TaskReading, visible, with_waiting

_SCAN_LIMIT = 500
"""Tasks looked at for one page, however few of them pass the filters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFilter:
    """Which tasks to list; all of these must fit."""

    state: TaskState | None = None
    kind: str | None = None
    launched_by: str | None = None
    """``me``, ``autopilot`` or a staff member's id."""
    subject: Subject | None = None

    def fits(self, task: Task, caller: Caller) -> bool:
        """Whether a task passes."""
        return (
            (self.state is None or task.state is self.state)
            and (self.kind is None or task.kind == self.kind)
            and (self.subject is None or task.subject == self.subject)
            and self._launcher_fits(task, caller)
        )

    def _launcher_fits(self, task: Task, caller: Caller) -> bool:
        via = task.launched_by.via
        match self.launched_by:
            case None:
                return True
            case "me":
                return caller.launched(task)
            case "autopilot":
                return via is Via.AUTOPILOT
            case someone:
                return via is Via.STAFF and task.launched_by.id == someone


@dataclass(frozen=True, slots=True)
class TaskPage:
    """Part of a list."""

    readings: list[TaskReading]
    next_cursor: str | None


def list_tasks(
    wanted: TaskFilter,
    *,
    caller: Caller,
    limit: int,
    cursor: str | None,
    database: Database,
    clock: Clock,
    mails_per_second: int | None = None,
) -> TaskPage:
    """A page of the tasks that the caller may see.

    A cursor names the last task of its page, so that pages stay in step while tasks come and go.

    Raises:
        InvalidInput: the cursor is not one of this list.
    """
    scope = f"tasks {wanted}"
    before = unseal(caller.account, scope, cursor) if cursor else None
    if before is not None and not (before.isascii() and before.isalnum()):
        raise refused()
    candidates = _candidates(wanted, caller, before, limit, database, clock)
    found: list[Task] = []
    last = None
    for looked_at, task in enumerate(candidates):
        if len(found) == limit or looked_at == _SCAN_LIMIT:
            break
        last = task.ref.id
        if visible(task, caller, clock) and wanted.fits(task, caller):
            found.append(task)
    else:
        last = None
    live = lanes.load_of(database, [task for task in found if not task.state.ended])
    readings = with_waiting(
        found,
        live,
        caller.account,
        database=database,
        clock=clock,
        mails_per_second=mails_per_second,
    )
    return TaskPage(readings, seal(caller.account, scope, last) if last else None)


def _candidates(
    wanted: TaskFilter,
    caller: Caller,
    before: str | None,
    limit: int,
    database: Database,
    clock: Clock,
) -> Iterator[Task]:
    partitions = [*_partitions(wanted, caller)]
    sources = [
        _source(database, partition, index, before, limit) for partition, index in partitions
    ]
    if any(index for _, index in partitions):
        # What was launched just now is in the table, and perhaps not yet in an index.
        since = clock.now() - keys.INDEX_DELAY
        sources.append(_source(database, keys.account(caller.account), None, before, limit, since))
    last = None
    for task in heapq.merge(*sources, key=lambda task: task.ref.id, reverse=True):
        if task.ref.id != last:
            yield task
        last = task.ref.id


def _partitions(wanted: TaskFilter, caller: Caller) -> Iterator[tuple[str, str | None]]:
    """The smallest partitions that hold all that the caller may see of it."""
    account = caller.account
    if wanted.subject is not None:
        yield keys.subject(account, wanted.subject), "by_subject"
        return
    autopilot = keys.launcher(account, Launcher("", "", Via.AUTOPILOT))
    own = keys.launcher(account, Launcher(caller.id, caller.name))
    if wanted.launched_by == "autopilot":
        yield autopilot, "by_launcher"
    elif wanted.launched_by == "me":
        yield own, "by_launcher"
    elif wanted.launched_by is not None:
        yield keys.launcher(account, Launcher(wanted.launched_by, "")), "by_launcher"
    elif caller.owner:
        yield keys.account(account), None
    else:
        yield own, "by_launcher"
        if Permission.AUTOPILOT_TASKS in caller.permissions:
            yield autopilot, "by_launcher"


def _source(
    database: Database,
    partition: str,
    index: str | None,
    before: str | None,
    limit: int,
    since: datetime | None = None,
) -> Iterator[Task]:
    while True:
        page, before = tasks.page_before(
            database, partition, index=index, before=before, limit=limit + 1, since=since
        )
        yield from page
        if before is None:
            return
