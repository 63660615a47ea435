"""What is seen of a day: messages that overtake others, tasks that move, errors in the log."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from legwork.domain.effect import Item
from legwork.domain.task import Task
from legwork.testing.fleet import Fleet
from legwork.testing.queues import Delivery, Message
from legwork.testing.world import Settings, World


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
    """Notes down which messages overtake others, and which nobody could work on."""

    tally: Counter[str]
    say: Callable[[str], None] = staticmethod(lambda _: None)

    def __init__(self, settings: Settings, *, seed: int, like: World) -> None:
        super().__init__(settings, seed=seed, like=like)
        self.worked_on: list[Message] = []
        """Messages whose work was done, each time it was."""
        self.announced: list[Task] = []
        """Tasks whose end was announced, each time it was."""

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

    def _deliver(self, delivery: Delivery) -> None:
        dead = len(self.inbox.dead)
        self.tally["messages out of order"] += delivery is not self.inbox.due()[0]
        self.say(f"      takes {delivery.message}")
        super()._deliver(delivery)
        self.tally["messages dead"] += len(self.inbox.dead) > dead

    def watch_over(self) -> None:
        """What the watchdog does; it may die like everybody."""
        self._survives(self.watch)


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
