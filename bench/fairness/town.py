"""Accounts that share a fleet, in simulated time: workers, slices and queues as on AWS.

The use cases are the real ones, on tables in memory. What they do takes no time but what is said
here, so the order in which a queue hands out its messages decides everything.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import Final, Literal

from infra.stages import Stage
from legwork.domain.effect import Effect
from legwork.domain.lane import Token
from legwork.ports import Database, PlanMessage, Table
from legwork.testing.queues import Delivery, MemoryQueues, Message
from legwork.testing.world import Settings, World

Order = Literal["as sent", "fair"]
"""As sent: the oldest message first. Fair: as SQS with message groups, one of the account that is
worked on least, and of these of the one that has least waiting."""
TRANSACTION: Final = timedelta(milliseconds=40)


class _Timed:
    """A database on which a transaction takes time."""

    def __init__(self, town: Town, inner: Database) -> None:
        self._town, self._inner = town, inner
        self.tasks: Table = inner.tasks
        self.records: Table = inner.records
        self.tab = inner.tab

    def transact(self, *, tasks: Sequence[Effect] = (), records: Sequence[Effect] = ()) -> None:
        """Commit, and let time pass for this worker alone."""
        self._town.take(self._town.batch)
        self._inner.transact(tasks=tasks, records=records)


class _Pool:
    """Some workers behind one queue.

    Args:
        size: how many.
        order: which message is next.
        start: when all are free.
    """

    def __init__(self, size: int, order: Order, start: datetime) -> None:
        self._order = order
        self._free = [start] * size
        self._busy: list[tuple[datetime, str]] = []
        self._waiting: dict[str, deque[tuple[int, Delivery]]] = {}
        self._sent = 0

    def send(self, delivery: Delivery) -> None:
        """Queue a message. Those of an account come in the order of time."""
        self._sent += 1
        found = self._waiting.setdefault(_account(delivery.message), deque())
        found.append((self._sent, delivery))

    def moment(self) -> datetime | None:
        """When the next message is taken, if there is one."""
        due = [line[0][1].due for line in self._waiting.values() if line]
        return max(min(due), self._free[0]) if due else None

    def take(self, now: datetime) -> Message:
        """The next message, at that moment."""
        while self._busy and self._busy[0][0] <= now:
            heappop(self._busy)
        heappop(self._free)
        at_work = Counter(account for _, account in self._busy)
        due = [name for name, line in self._waiting.items() if line and line[0][1].due <= now]
        if self._order == "fair":
            chosen = min(due, key=lambda name: (at_work[name], len(self._waiting[name])))
        else:
            chosen = min(due, key=lambda name: _place(self._waiting[name][0]))
        return self._waiting[chosen].popleft()[1].message

    def work(self, account: str, until: datetime) -> None:
        """The worker that took a message is busy with it until then."""
        heappush(self._busy, (until, account))
        heappush(self._free, until)


def _place(waiting: tuple[int, Delivery]) -> tuple[datetime, int]:
    number, delivery = waiting
    return delivery.due, number


def _account(message: Message) -> str:
    return message.ref.account


class Town(World):
    """All accounts, their tasks and the fleet.

    Args:
        stage: how many workers there are, and how long a slice is.
        order: of the queue of tokens.
        running_max: tasks of an account that run at once.
        flooding: accounts of which a batch takes a whole slice.
    """

    def __init__(
        self, stage: Stage, *, order: Order, running_max: int, flooding: frozenset[str]
    ) -> None:
        slice_ = timedelta(seconds=stage.slice_seconds)
        settings = Settings(
            lanes_max=stage.lanes_max, running_max=running_max, slice=slice_, leg=slice_
        )
        super().__init__(settings)
        self.batch = TRANSACTION
        self._flooding, self._slice = flooding, slice_
        self.database = _Timed(self, self.database)
        # What a worker sends, it sends when it has worked: by its own watch.
        self.inbox = MemoryQueues(self.wristwatch)
        self.queues = self.inbox
        start = self.clock.now()
        self._planners = _Pool(stage.planner_concurrency, "as sent", start)
        self._workers = _Pool(stage.worker_concurrency, order, start)

    def take(self, time: timedelta) -> None:
        """Let time pass for whoever is at work now."""
        self.wristwatch.ahead.set(self.wristwatch.ahead.get() + time)

    def next(self) -> datetime | None:
        """When the next message is taken, if there is one."""
        self._post()
        return min(filter(None, (self._planners.moment(), self._workers.moment())), default=None)

    def step(self) -> None:
        """Let the next message be worked on."""
        now = self.next()
        if now is None:
            raise LookupError("no message is left")
        pool = self._planners if self._planners.moment() == now else self._workers
        self.clock.advance(max(timedelta(0), now - self.clock.now()))
        message = pool.take(now)
        planning = isinstance(message, PlanMessage)
        slow = not planning and message.ref.account in self._flooding
        self.batch = self._slice if slow else TRANSACTION
        self._rewind()
        self.handle(message, redelivered=False)
        pool.work(message.ref.account, self.wristwatch.now())
        self._post()
        self._rewind()
        self.batch = TRANSACTION
        while self.stream:
            self.announce(self.stream.popleft())

    def _rewind(self) -> None:
        """Whoever comes next looks at the clock."""
        self.wristwatch.ahead.set(timedelta(0))

    def _post(self) -> None:
        for delivery in self.inbox.waiting:
            if isinstance(delivery.message, PlanMessage):
                self._planners.send(replace(delivery))
            elif isinstance(delivery.message, Token):
                self._workers.send(replace(delivery))
        self.inbox.waiting.clear()
