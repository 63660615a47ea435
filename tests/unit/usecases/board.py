"""Tasks of all sorts, put straight into a table: for reading them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from legwork.domain.permission import Caller
from legwork.domain.retention import IDEMPOTENCY
from legwork.domain.task import Launcher, Subject, Task, TaskRef, TaskState, Via
from legwork.ports import Database
from legwork.store import launches
from legwork.store.lanes import opening
from legwork.testing.clock import CountingIds, FrozenClock
from legwork.testing.database import MemoryDatabase
from legwork.usecases.list_tasks import TaskFilter, TaskPage, list_tasks

ANA = Caller.of(account="parkside", sub="ana", name="Ana", groups=["owner"])
BEN = Caller.of(account="parkside", sub="ben", name="Ben", groups=["permits"])
CLEO = Caller.of(account="parkside", sub="cleo", name="Cleo", groups=["autopilot_tasks"])
DANA = Caller.of(account="riverside", sub="dana", name="Dana", groups=["owner"])
PERMIT = Subject("permit", "P-1")


@dataclass
class Board:
    """The tasks of two accounts, and the clock that they were launched by."""

    database: Database = field(default_factory=MemoryDatabase)
    clock: FrozenClock = field(default_factory=FrozenClock)

    def __post_init__(self) -> None:
        self._ids = CountingIds(self.clock)
        self._numbers = count(1)

    def put(
        self,
        by: Caller = ANA,
        *,
        via: Via = Via.STAFF,
        kind: str = "permit_billout",
        state: TaskState = TaskState.COMPLETED,
        about: Subject | None = None,
        listed: bool = True,
        stays: timedelta = timedelta(days=60),
        lanes: Iterable[int] = (),
        total: int = 0,
    ) -> Task:
        """A task, launched a second after the one before."""
        self.clock.advance(timedelta(seconds=1))
        now, number = self.clock.now(), next(self._numbers)
        task = Task(
            ref=TaskRef(by.account, self._ids.new(), listed),
            number=number,
            kind=kind,
            params={"permit": "P-1"},
            title=f"Task {number}",
            launched_by=Launcher(by.id, by.name, via),
            created_at=now,
            subject=about,
            state=state,
            ended_at=now if state.ended else None,
            expires_at=now + stays if state.ended else None,
            lanes=tuple(lanes),
            total=total,
        )
        memory = launches.Memory(by.id, f"key {number}", "", now + IDEMPOTENCY)
        launches.record(self.database, task, memory)
        return task

    def running(self, *, lanes: int) -> Task:
        """A task at work in so many lanes, each with ten targets."""
        task = self.put(state=TaskState.RUNNING, lanes=range(lanes), total=10 * lanes)
        now = self.clock.now()
        opened = [opening(task, n, 3, now, now + timedelta(days=90)) for n in task.lanes]
        self.database.tasks.put_many((lane.key, lane.item) for lane in opened)
        return task

    def page(
        self,
        caller: Caller = ANA,
        wanted: TaskFilter | None = None,
        *,
        limit: int = 25,
        cursor: str | None = None,
    ) -> TaskPage:
        """What ``GET /v1/tasks`` lists."""
        return list_tasks(
            wanted or TaskFilter(),
            caller=caller,
            limit=limit,
            cursor=cursor,
            database=self.database,
            clock=self.clock,
        )

    def numbers(self, caller: Caller = ANA, **wanted: object) -> list[int]:
        """Numbers of all tasks that are listed."""
        page = self.page(caller, TaskFilter(**wanted), limit=100)  # type: ignore[arg-type]
        assert page.next_cursor is None
        return numbers_of(page)


def numbers_of(page: TaskPage) -> list[int]:
    """Numbers of the tasks of a page."""
    return [reading.task.number for reading in page.readings]
