"""The event bus, and what somebody who listens to it hears."""

import json
from datetime import datetime, timedelta
from typing import Any, Protocol

from legwork.adapters.events import SOURCE, EventBridgeEvents
from legwork.ports import Event, Events
from legwork.testing.events import MemoryEvents
from tests.conformance.aws import Aws


class Bus(Protocol):
    """Hears each event once."""

    @property
    def events(self) -> Events: ...

    def heard(self) -> list[Event]: ...


class MemoryBus:
    def __init__(self) -> None:
        self.events = MemoryEvents()

    def heard(self) -> list[Event]:
        return self.events.published


class EventBridgeBus:
    def __init__(self, aws: Aws) -> None:
        self._aws = aws
        self._bus, self._queue = aws.bus(source=SOURCE)
        self.events = EventBridgeEvents(aws.events, bus=self._bus)

    def heard(self) -> list[Event]:
        bodies = self._aws.received(self._queue, within=timedelta(seconds=2))
        return [_event(json.loads(body)) for body in bodies]


def _event(envelope: dict[str, Any]) -> Event:
    at = datetime.fromisoformat(envelope["time"])
    return Event(envelope["detail-type"], envelope["detail"], at)
