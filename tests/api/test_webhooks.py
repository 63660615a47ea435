"""What webhooks are called with, as the OpenAPI document says it."""

import json
from typing import Any

import pytest

from legwork.contracts.happening import CALLS, operations
from legwork.contracts.model import Model
from legwork.contracts.task import TaskEvent
from legwork.domain.pause import Pause
from legwork.domain.task import Launcher, Task, TaskRef, TaskState
from legwork.domain.webhook import WebhookEvent
from legwork.testing.clock import FrozenClock
from legwork.testing.database import MemoryDatabase
from legwork.testing.events import MemoryEvents
from legwork.trade.mail.usecases.take_feedback import tell_of_bounces
from legwork.usecases.spread_event import read_event
from legwork.usecases.tell_on_the_way import tell_on_the_way

NOW = FrozenClock().now()
TASK = Task(
    ref=TaskRef("parkside", "01JZ0000000000000000000001"),
    number=1,
    kind="permit_billout",
    params={"permit": "P-1"},
    title="Bill out permit P-1",
    launched_by=Launcher("ana", "Ana"),
    created_at=NOW,
    started_at=NOW,
)


def told() -> dict[str, tuple[str, Any]]:
    """Type and detail of an event of each sort, as it goes onto the bus."""
    events, database = MemoryEvents(), MemoryDatabase()
    pause = Pause(NOW, "Ana", "Wait")
    for task in (
        TASK.evolve(state=TaskState.PLANNING),
        TASK.evolve(state=TaskState.PAUSED, pause=pause),
    ):
        tell_on_the_way(
            task, TaskEvent.on_the_way, database=database, events=events, clock=FrozenClock()
        )
    tell_of_bounces(
        "parkside", ["a@example.com"], "bounce", source="what SES said", events=events, at=NOW
    )
    ended = TASK.evolve(state=TaskState.COMPLETED, ended_at=NOW)
    details = [(one.type, one.detail) for one in events.published]
    details.append(("Task Completed", TaskEvent.detail_of(ended)))
    happenings = [read_event(type_, detail) for type_, detail in details]
    return {one.event.value: (one.id, json.loads(one.body)) for one in happenings}


@pytest.mark.parametrize("event", list(WebhookEvent))
def test_what_is_sent_is_what_was_said(event: WebhookEvent) -> None:
    model: type[Model] = CALLS[event]
    id_, body = told()[event.value]

    read = model.model_validate(body).model_dump(mode="json")
    # Nothing is sent that is not described, and nothing else is missing.
    assert body.keys() == read.keys()
    assert body["data"].keys() == read["data"].keys()
    assert body["type"] == event.value
    assert id_


def test_every_event_is_described() -> None:
    assert set(operations()) == set(WebhookEvent)
