"""Mistakes that are easy to make on AWS and do no harm on an emulator, each planted in a fleet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, TypeVar

from legwork.domain.effect import Effect, Item, Key, Update
from legwork.domain.errors import Transient
from legwork.domain.task import Task, status_of
from legwork.ports import Database, Event, Page, Query, Table
from legwork.store import notifications
from legwork.testing.fleet import Fleet
from legwork.usecases.watchdog import Round
from tests.faults.test_checker import Careless

T = TypeVar("T")


class _Other:
    """Passes on whatever it does not do otherwise."""

    def __init__(self, real: Any) -> None:
        self._real = real

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


class _TrustsIndexes(_Other):
    """Takes what an index has told of a row for the row."""

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self._seen: dict[Key, Item] = {}

    def query(self, query: Query) -> Page:
        page: Page = self._real.query(query)
        if query.index is not None:
            self._seen.update(page.items)
        return page

    def get_many(self, keys: Iterable[Key]) -> dict[Key, Item]:
        wanted = list(keys)
        known = {key: self._seen.pop(key) for key in wanted if key in self._seen}
        return {**known, **self._real.get_many([key for key in wanted if key not in known])}


class _Tables(_Other):
    def __init__(self, database: Database, tasks: Table) -> None:
        super().__init__(database)
        self.tasks = tasks


def trusts_indexes(fleet: Fleet) -> None:
    """Nobody reads a row again that an index has told of."""
    table: Any = _TrustsIndexes(fleet.database.tasks)
    database: Any = _Tables(fleet.database, table)
    fleet.database = database


def _in_part(fleet: Fleet, call: str) -> None:
    whole = fleet.faults.parts

    def parts(name: str, rows: Iterable[T]) -> Iterator[list[tuple[int, T]]]:
        for part in whole(name, rows):
            yield part
            if name == call:
                return

    fleet.faults.parts = parts  # type: ignore[method-assign]


def forgets_unprocessed_keys(fleet: Fleet) -> None:
    """A batch read that is answered in part is taken for the whole."""
    _in_part(fleet, "records.get_many")


def forgets_unprocessed_items(fleet: Fleet) -> None:
    """A batch write that is done in part is taken for done."""
    _in_part(fleet, "tasks.put_many")


class _TakesBreakForEnd(_Other):
    def lines(self, key: str, *, offset: int = 0) -> Iterator[bytes]:
        try:
            yield from self._real.lines(key, offset=offset)
        except Transient:
            return


def takes_a_break_for_the_end(fleet: Fleet) -> None:
    """A connection that breaks in the middle of a file looks like the end of it."""
    files: Any = _TakesBreakForEnd(fleet.files)
    fleet.files = files


def lets_the_row_go_with_the_task(fleet: Fleet) -> None:
    """An ended task's row may be swept as soon as its readers do not see it any more."""

    def change(effect: Effect) -> Effect:
        if isinstance(effect, Update) and "gone_at" in effect.set:
            return replace(effect, set={**effect.set, "expires_at": effect.set["gone_at"]})
        return effect

    fleet.database = Careless(fleet.database, change)


class _NeverRenews(_Other):
    def write_each(self, effects: Iterable[Effect]) -> list[Item | None]:
        kept = [e for e in effects if not (isinstance(e, Update) and [*e.set] == ["expires_at"])]
        rows: list[Item | None] = self._real.write_each(kept)
        return rows


def never_renews(fleet: Fleet) -> None:
    """The rows of a task go at the time that they were written with."""
    table: Any = _NeverRenews(fleet.database.tasks)
    database: Any = _Tables(fleet.database, table)
    fleet.database = database


def announces_whatever_it_is_told(fleet: Fleet) -> None:
    """Whoever announces does not look whether the task is still there."""

    def announce(task: Task) -> None:
        at = task.ended_at or task.created_at
        fleet.events.publish(Event("Task Completed", {"id": task.ref.id}, at))
        note = notifications.of_end(task, status_of(task.state, task.counts), at, at)
        fleet.database.transact(tasks=[replace(note, expect=())])

    fleet.announce = announce  # type: ignore[method-assign]


def falls_asleep(fleet: Fleet) -> None:
    """There is no watchdog."""
    fleet.watch = lambda: Round(active=0, troubled=0)  # type: ignore[method-assign]
