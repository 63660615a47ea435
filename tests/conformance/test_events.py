"""The event bus: what is announced is heard as it was said."""

from datetime import UTC, datetime

import pytest
from botocore.exceptions import ClientError

from legwork.adapters.events import EventBridgeEvents
from legwork.domain.errors import Throttled, Transient
from legwork.ports import Event
from tests.conformance.aws import Aws
from tests.conformance.bus import Bus
from tests.conformance.faults import Answer, error, fault, no_answer
from tests.conformance.places import Place, on_moto

AT = datetime(2026, 3, 2, 9, 0, 30, tzinfo=UTC)
DETAIL = {
    "id": "01J",
    "number": 1042,
    "title": "Grüße 😀",
    "result": None,
    "progress": {"total": 2327, "notices": {"sent": 0}},
    "may": [True, False],
}


@pytest.mark.parametrize("type_", ["Task Completed", "Task Failed", "Task Canceled"])
def test_an_event_is_heard(bus: Bus, type_: str) -> None:
    bus.events.publish(Event(type_, DETAIL, AT))

    (heard,) = bus.heard()
    assert heard.type == type_
    assert heard.detail == DETAIL


@pytest.mark.parametrize("place", [Place.MEMORY, Place.MOTO], indirect=True)
def test_an_event_says_when_it_happened(bus: Bus) -> None:
    # Not on the emulator, which dates an event by its arrival.
    bus.events.publish(Event("Task Completed", DETAIL, AT))

    assert [heard.at for heard in bus.heard()] == [AT]


NOT_TAKEN = {"ErrorCode": "InternalFailure", "ErrorMessage": "busy"}


@on_moto
@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (lambda _: (200, {"FailedEntryCount": 1, "Entries": [NOT_TAKEN]}), Throttled),
        (error("ThrottlingException"), Throttled),
        (no_answer, Transient),
        (error("AccessDeniedException"), ClientError),
    ],
)
def test_an_event_that_was_not_taken_is_told(
    aws: Aws, answer: Answer, expected: type[Exception]
) -> None:
    name, queue = aws.bus(source="legwork")

    with fault(aws.events, "PutEvents", answer), pytest.raises(expected):
        EventBridgeEvents(aws.events, bus=name).publish(Event("Task Completed", DETAIL, AT))

    assert aws.received(queue) == []
