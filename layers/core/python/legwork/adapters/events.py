"""The event bus, on EventBridge."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from legwork.adapters.aws_errors import transient_errors
from legwork.domain.errors import Throttled
from legwork.ports import Event

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient

SOURCE: Final = "legwork"


class EventBridgeEvents:
    """Announces on one bus.

    Args:
        client: of EventBridge.
        bus: its name.
    """

    def __init__(self, client: EventBridgeClient, *, bus: str) -> None:
        self._client = client
        self._bus = bus

    def publish(self, event: Event) -> None:
        """Announce it. It may arrive more than once.

        Raises:
            Throttled: EventBridge did not take it.
        """
        with transient_errors():
            answer = self._client.put_events(
                Entries=[
                    {
                        "EventBusName": self._bus,
                        "Source": SOURCE,
                        "DetailType": event.type,
                        "Detail": json.dumps(event.detail),
                        "Time": event.at,
                    }
                ]
            )
        if answer["FailedEntryCount"]:
            entry = answer["Entries"][0]
            raise Throttled(
                f"EventBridge did not take the event: "
                f"{entry.get('ErrorCode')}: {entry.get('ErrorMessage')}"
            )
