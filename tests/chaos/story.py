"""What is seen of a day: messages that overtake others, tasks that move, errors in the log."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from legwork.domain.effect import Item
from legwork.domain.task import ENDED, Task, TaskRef, TaskState
from legwork.ports import Event, PurgeMessage
from legwork.testing.events import MemoryEvents
from legwork.testing.faulty_ports import FaultyEvents
from legwork.testing.fleet import Fleet
from legwork.testing.queues import Delivery, Message
from legwork.testing.world import Settings, World
from legwork.usecases.watchdog import Round
from tests.chaos.stillness import Stillness


@contextmanager
def troubles() -> Iterator[list[str]]:
    """What the engine caught and logged as an error: what passes by itself is a warning."""
    found: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.levelno >= logging.ERROR:
                found.append(f"logged: {record.getMessage()}")

    log, listener = logging.getLogger("legwork"), Listener()
    log.addHandler(listener)
    propagate, log.propagate = log.propagate, False
    try:
        yield found
    finally:
        log.removeHandler(listener)
        log.propagate = propagate


class Watched(Fleet):
    """Notes down what was done, what overtakes what, and who is told of what was deleted."""

    say: Callable[[str], None] = staticmethod(lambda _: None)

    def __init__(self, settings: Settings, *, seed: int, like: World, tally: Counter[str]) -> None:
        super().__init__(settings, seed=seed, like=like)
        self.tally = tally
        self.worked_on: list[Message] = []
        """Messages whose work was done, each time it was."""
        self.announced: list[Task] = []
        """Tasks of whose end the stream has told, each time it has."""
        self.complaints: list[str] = []
        """What came after a task was deleted, and should not have."""
        self.recorded_at: dict[str, datetime] = {}
        """By task when it was recorded: its id may have been made long before."""
        self._deleted_at: dict[str, int] = {}
        """By task the number of the call after which it was deleted."""
        self._began: ContextVar[int] = ContextVar("began", default=0)
        """Number of the call with which this worker began."""
        self.stillness = Stillness(self.ids, tally)
        self.bus = _Heard(self)
        self.events = FaultyEvents(self.bus, self.faults)

    def live(self) -> list[TaskRef]:
        """Tasks that have not ended; those that are paused wait for somebody."""
        return [ref for ref in super().live() if self.task(ref).state is not TaskState.PAUSED]

    def paused(self) -> list[TaskRef]:
        """Tasks that are paused."""
        return [ref for ref in super().live() if self.task(ref).state is TaskState.PAUSED]

    # --- What the functions do ---------------------------------------------------------------

    def handle(
        self, message: Message, *, until: datetime | None = None, redelivered: bool = True
    ) -> None:
        """What the function behind a queue does with a message."""
        super().handle(message, until=until, redelivered=redelivered)
        self.worked_on.append(message)

    def announce(self, task: Task) -> None:
        """What the function behind the stream does."""
        super().announce(task)
        self.announced.append(task)

    def watch_over(self) -> None:
        """What the watchdog does; it may die like everybody."""
        self._survives(self.watch)

    def purge_all(self) -> None:
        """Work off what is to be purged, and nothing else."""
        for delivery in [*self.inbox.due()]:
            if isinstance(delivery.message, PurgeMessage):
                self._deliver(delivery)

    def watch(self) -> Round:
        """What the watchdog does every minute."""
        before = len(self.bus.published)
        seen = super().watch()
        self.tally["ends announced by the watchdog"] += len(self.bus.published) - before
        return seen

    def _survives(self, call: Callable[[], object]) -> bool:
        self._began.set(len(self.faults.calls))
        return super()._survives(call)

    def _deliver(self, delivery: Delivery) -> None:
        dead = len(self.inbox.dead)
        self.tally["messages out of order"] += delivery is not self.inbox.due()[0]
        self.say(f"      takes {delivery.message}")
        super()._deliver(delivery)
        self.tally["messages dead"] += len(self.inbox.dead) > dead

    # --- What comes after a task was deleted -------------------------------------------------

    def _see(self, before: Item | None, after: Item | None) -> None:
        super()._see(before, after)
        self.stillness.see(before, after)
        row, was = after or {}, before or {}
        is_task = "launcher" in row and "state" in row
        if is_task and not was:
            self.recorded_at[row["id"]] = self.clock.now()
        if is_task and was.get("state") in ENDED and row["gone_at"] != was["gone_at"]:
            self._deleted_at.setdefault(row["id"], len(self.faults.calls))
        if "status" in row and not was and row.get("task") in self._deleted_at:
            self.complaints.append(f"notified of the end of task {row['task']} after its deletion")

    def hear(self, event: Event) -> None:
        """Look at an event: whoever announces may have looked at the task before it was deleted."""
        name = event.detail["id"]
        if self._deleted_at.get(name, self._began.get()) < self._began.get():
            self.complaints.append(f"announced the end of task {name} after its deletion")
        again = any(earlier.detail["id"] == name for earlier in self.bus.published)
        self.tally["ends announced again"] += again


class _Heard(MemoryEvents):
    """A bus on which somebody listens."""

    def __init__(self, fleet: Watched) -> None:
        super().__init__()
        self._fleet = fleet

    def publish(self, event: Event) -> None:
        """Announce it."""
        self._fleet.hear(event)
        super().publish(event)


def tell_of_changes(fleet: Watched, say: Callable[[str], None]) -> None:
    """Say how tasks and lanes move."""
    seen = fleet.tables.tasks.on_change

    def on_change(before: Item | None, after: Item | None) -> None:
        seen(before, after)
        row, was = after or {}, before or {}
        if "state" in row and "launcher" in row:
            say(f"      task {row['id'][-4:]}: {was.get('state', 'new')} -> {row['state']}")
        elif "gate" in row:
            lane = f"{row['number']} of {row['task'][-4:]}"
            say(f"      lane {lane}: batch {row['cursor']} of {row['batches']}, {row['gate']}")

    fleet.tables.tasks.on_change = on_change
    fleet.say = say
