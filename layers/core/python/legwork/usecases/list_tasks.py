"""List tasks, newest first: an owner's are the account's, staff see their own."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime

from legwork.domain.cursor import refused, seal, unseal
from legwork.domain.permission import Caller, Permission
from legwork.domain.task import Launcher, Subject, Task, TaskState, Via
from legwork.ports import Clock, Database
from legwork.store import keys, lanes, tasks
from legwork.usecases.read_task import TaskReading, visible, with_waiting

_SCAN_LIMIT = 500
"""Tasks looked at for one page, however few of them pass the filters."""
_IN_EVERY_SCOPE = frozenset({"state", "kind", "launched_by", "subject"})
"""The filters of the first release: its cursors name all of them, set or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFilter:
    """Which tasks to list; all of these must fit."""

    state: TaskState | None = None
    kind: str | None = None
    launched_by: str | None = None
    """``me``, ``autopilot`` or the id of a staff member or of a program."""
    subject: Subject | None = None
    workflow: str | None = None
    """Id of the workflow of Autopilot that launched them."""
    preview: bool = False
    """Previews, instead of tasks that do something."""

    @property
    def scope(self) -> str:
        """Which list a cursor is of: as every release writes it, so that cursors outlive them.

        A filter that came later is part of it where it is set, and nowhere else.
        """
        said = (
            f"{one.name}={getattr(self, one.name)!r}"
            for one in fields(self)
            if one.name in _IN_EVERY_SCOPE or getattr(self, one.name) != one.default
        )
        return f"tasks TaskFilter({', '.join(said)})"

    def fits(self, task: Task, caller: Caller) -> bool:
        """Whether a task passes."""
        return (
            (self.state is None or task.state is self.state)
            and task.preview is self.preview
            and (self.workflow is None or (task.workflow and task.workflow.id) == self.workflow)
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
                return via is not Via.AUTOPILOT and task.launched_by.id == someone


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
    scope = wanted.scope
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
    own = keys.launcher(account, caller.as_launcher)
    if wanted.launched_by == "autopilot" or (wanted.workflow and wanted.launched_by is None):
        yield autopilot, "by_launcher"
    elif wanted.launched_by == "me":
        yield own, "by_launcher"
    elif wanted.launched_by is not None:
        for via in (Via.STAFF, Via.PROGRAM):
            yield keys.launcher(account, Launcher(wanted.launched_by, "", via)), "by_launcher"
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
