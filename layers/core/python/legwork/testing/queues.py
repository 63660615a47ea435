"""Queues in memory: at-least-once, in no promised order, with a dead-letter list each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

from legwork.domain.lane import Token
from legwork.domain.task import TaskRef
from legwork.ports import Clock, DeliveryMessage, MakeMessage, PlanMessage, PurgeMessage


@dataclass(frozen=True, slots=True)
class ToCharge:
    """A message of the queue of those who charge: which queue it lies in tells it apart."""

    message: DeliveryMessage

    @property
    def ref(self) -> TaskRef:
        """Whose lane it is."""
        return self.message.ref


Message: TypeAlias = PlanMessage | Token | DeliveryMessage | ToCharge | MakeMessage | PurgeMessage


@dataclass(slots=True)
class Delivery:
    """A message in a queue."""

    message: Message
    due: datetime
    received: int = 0


@dataclass(slots=True)
class MemoryQueues:
    """Everything that was sent and not yet taken."""

    clock: Clock
    waiting: list[Delivery] = field(default_factory=list)
    dead: list[Delivery] = field(default_factory=list)

    def plan(self, message: PlanMessage) -> None:
        """Queue the planning of a task."""
        self._send(message)

    def run(self, tokens: Sequence[Token]) -> None:
        """Queue tokens."""
        for token in tokens:
            self._send(token)

    def deliver(
        self, messages: Sequence[DeliveryMessage], *, delay: timedelta = timedelta(0)
    ) -> None:
        """Queue the sending of lanes' notices."""
        for message in messages:
            self._send(message, delay)

    def make(self, message: MakeMessage) -> None:
        """Queue the making of a task's file."""
        self._send(message)

    def charge(
        self, messages: Sequence[DeliveryMessage], *, delay: timedelta = timedelta(0)
    ) -> None:
        """Queue the carrying out of lanes' orders."""
        for message in messages:
            self._send(ToCharge(message), delay)

    def purge(self, message: PurgeMessage, *, delay: timedelta = timedelta(0)) -> None:
        """Queue the removal of a task."""
        self._send(message, delay)

    def _send(self, message: Message, delay: timedelta = timedelta(0)) -> None:
        self.waiting.append(Delivery(message, self.clock.now() + delay))

    def due(self) -> list[Delivery]:
        """What could be received now."""
        return [d for d in self.waiting if d.due <= self.clock.now()]
