"""An account with webhooks, and the queue of those who call them: at least once, in any trouble."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from legwork.domain.errors import Transient
from legwork.domain.permission import Caller
from legwork.domain.webhook import Webhook, WebhookEvent
from legwork.domain.webhook_call import Answer, Happening, WebhookCall
from legwork.ports import CallMessage
from legwork.store import webhook_calls
from legwork.testing.clock import CountingIds, FrozenClock
from legwork.testing.database import MemoryDatabase
from legwork.testing.events import MemoryEvents
from legwork.testing.faults import Crash, Faults
from legwork.testing.faulty_ports import FaultyDatabase
from legwork.testing.receivers import MemoryReceivers
from legwork.usecases.call_webhook import call_webhook, push_on_calls
from legwork.usecases.edit_webhooks import add_webhook
from legwork.usecases.spread_event import read_event, spread_event

ANA = Caller.of(account="parkside", sub="ana", name="Ana", groups=["owner"])
URL = "https://hooks.example.com/legwork"
VISIBILITY = timedelta(seconds=40)
"""After that, what a dead worker had taken comes back."""
ALL = tuple(WebhookEvent)


def ended(task: str = "01KTASK", at: str = "2026-03-02T09:00:00+00:00") -> dict[str, Any]:
    """The detail of the event that a task has ended."""
    return {"account": "parkside", "id": task, "ended_at": at, "status": "Complete"}


@dataclass
class Hooked:
    """Parkside, and whoever it wants to be called."""

    faults: Faults = field(default_factory=Faults)
    clock: FrozenClock = field(default_factory=FrozenClock)
    events: MemoryEvents = field(default_factory=MemoryEvents)
    receivers: MemoryReceivers = field(default_factory=MemoryReceivers)
    tables: MemoryDatabase = field(default_factory=MemoryDatabase)
    waiting: list[tuple[datetime, CallMessage | Happening]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ids = CountingIds(self.clock)
        self.database = FaultyDatabase(self.tables, self.faults)

    # --- The queue, and the receivers behind the faults ---------------------------------------

    def send(self, message: CallMessage, *, delay: timedelta = timedelta(0)) -> None:
        """Queue a call."""
        due = self.clock.now() + delay
        self.faults.through("queue.send", lambda: self.waiting.append((due, message)), writes=True)

    def call(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Reach a receiver."""
        return self.faults.through(
            "receivers.call", lambda: self.receivers.call(url, headers, body), writes=True
        )

    # --- What happens -------------------------------------------------------------------------

    def add(self, *events: WebhookEvent, url: str = URL) -> Webhook:
        """Register a webhook."""
        return add_webhook(
            url,
            events or ALL,
            enabled=True,
            loopback=False,
            caller=ANA,
            database=self.tables,
            clock=self.clock,
            ids=self.ids,
        )

    def tell(self, type_: str = "Task Completed", detail: Mapping[str, Any] | None = None) -> None:
        """Put an event of the bus into the queue."""
        self.waiting.append((self.clock.now(), read_event(type_, detail or ended())))

    def step(self) -> bool:
        """Let time pass until the next message is due, and take it; answers whether there was one.

        A worker that dies leaves it in the queue.
        """
        if not self.waiting:
            return False
        due, message = min(self.waiting, key=lambda one: one[0])
        self.waiting.remove((due, message))
        self.clock.advance(max(due - self.clock.now(), timedelta(0)))
        try:
            self.take(message)
        except (Crash, Transient):
            self.waiting.append((self.clock.now() + VISIBILITY, message))
        return True

    def take(self, message: CallMessage | Happening) -> Answer | None:
        """Do what a message asks for."""
        if isinstance(message, Happening):
            spread_event(message, database=self.database, queue=self, clock=self.clock)
            return None
        return call_webhook(
            message,
            database=self.database,
            queue=self,
            receivers=self,
            events=self.events,
            clock=self.clock,
            ids=self.ids,
        )

    def settle(self, rounds: int = 2_000) -> None:
        """Let everything come to its end; the watchdog looks for what was lost."""
        for _ in range(rounds):
            if self.step():
                continue
            self.clock.advance(timedelta(minutes=17))
            if not push_on_calls(database=self.tables, queue=self, clock=self.clock):
                return
        raise AssertionError("it never comes to its end")

    def calls(self, webhook: Webhook) -> list[WebhookCall]:
        """The log of a webhook, newest first."""
        now = self.clock.now()
        return webhook_calls.page_before(self.tables, "parkside", webhook.id, None, 100, now)

    @property
    def heard(self) -> list[tuple[str, str]]:
        """Id and type of every call that has reached a receiver."""
        told = self.receivers.heard
        return [(one.headers["webhook-id"], json.loads(one.body)["type"]) for one in told]
