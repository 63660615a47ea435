"""Five accounts that flood the embedded stack with bill-outs of 64 lanes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bench.embedded import place, rate
from bench.fairness.rounds import slice_starts
from bench.stack import NotDone
from legwork.adapters.database import DynamoDatabase
from legwork.domain.lane import Lane
from legwork.domain.task import Task, TaskRef, TaskState
from legwork.store import lanes, tasks
from tests.e2e.park import Park
from tests.e2e.person import Person
from tests.e2e.waiting import until

ACCOUNTS: Final = tuple(f"flooding-{number}" for number in range(5))
LANES: Final = 64
TASKS: Final = 2
"""Of each account, launched at the same moment."""
_LEAST: Final = 70 * 98
"""Reservations of a task that only waits: enough for 64 lanes."""


@dataclass(frozen=True, slots=True)
class Flood:
    """Its tasks that run."""

    tables: DynamoDatabase
    tasks: Sequence[Task] = ()

    @property
    def lanes(self) -> int:
        """Of all of them."""
        return sum(len(task.lanes) for task in self.tasks)

    def lanes_left(self) -> int:
        """Those that have batches left."""
        return sum(not lane.done for lane in self._lanes())

    def turns(self) -> int:
        """How many slices of its lanes have been begun so far."""
        return sum(lane.token for lane in self._lanes())

    def slices(self, apart: timedelta) -> list[datetime]:
        """When each slice of its lanes was begun; those of one lane are so far apart at least."""
        return [
            start
            for task in self.tasks
            for number in task.lanes
            for start in slice_starts(rate.begun_in_lane(self.tables, task, number), apart)
        ]

    def _lanes(self) -> Iterator[Lane]:
        for found in lanes.load_of(self.tables, self.tasks).values():
            yield from found


@contextmanager
def flooded(
    park: Park,
    tables: DynamoDatabase,
    owners: Mapping[str, Person],
    *,
    workers: int,
    running: int,
    targets: int,
) -> Iterator[Flood]:
    """All workers are busy with the flood meanwhile.

    Args:
        park: the stack.
        tables: its tables.
        owners: of the accounts.
        workers: how many there are.
        running: tasks of an account that may run at once; it launches two.
        targets: reservations of each task that runs.

    Raises:
        NotDone: other tasks run than should.
    """
    paths = []
    try:
        # The workers wait until all is planned: else the first tasks are through before the last.
        with park.holding_messages("TokensQueueUrl"):
            for number in range(TASKS):
                size = targets if number < running else _LEAST
                for account in ACCOUNTS:
                    place.store_permit(tables, size, account=account, permit=_permit(number))
            for number in range(TASKS):
                for account in ACCOUNTS:
                    call = f"/v1/permits/{_permit(number)}/billout"
                    paths.append((account, owners[account].launched("POST", call)))
            found = until(lambda: _planned(tables, paths, running), "all plans")
            _check(found, running)
        flood = Flood(tables, [task for task in found if task.lanes])
        until(lambda: flood.turns() >= 2 * workers, "workers at work")
        yield flood
    finally:
        # Those that wait come first, lest they be called.
        for account, path in reversed(paths):
            owners[account].ask("POST", f"{path}/cancel")
    until(lambda: park.waiting("TokensQueueUrl") == 0, "the last token to be dropped")


def _permit(number: int) -> str:
    return f"FLOOD-{number}"


def _planned(tables: DynamoDatabase, paths: Sequence[tuple[str, str]], running: int) -> list[Task]:
    found = [tasks.load(tables, ref_of(account, path)) for account, path in paths]
    planned = [task for task in found if task]
    busy = sum(task.state is TaskState.RUNNING for task in planned)
    return planned if busy >= running * len(ACCOUNTS) else []


def _check(found: Sequence[Task], running: int) -> None:
    """The first tasks of each account run, in all their lanes, and the others wait."""
    for place_, task in enumerate(found):
        runs = place_ // len(ACCOUNTS) < running
        if (len(task.lanes) if runs else task.state) != (LANES if runs else TaskState.QUEUED):
            raise NotDone(f"task {place_} of the flood is {task.state}, {len(task.lanes)} lanes")


def ref_of(account: str, path: str) -> TaskRef:
    """The task at a path."""
    return TaskRef(account, path.rpartition("/")[2])
