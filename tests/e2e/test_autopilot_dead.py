"""A moment of Autopilot whose launch failed again and again is kept, and launched after all."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.e2e.bookings import games
from tests.e2e.park import Park
from tests.e2e.waiting import until

pytestmark = pytest.mark.emulator


@pytest.fixture
def dead(park: Park) -> Iterator[str]:
    """The queue of such moments; nothing is left in it."""
    url = park.running.outputs["AutopilotDeadQueueUrl"]
    yield url
    park.client("sqs").purge_queue(QueueUrl=url)


def workflow_of(park: Park, permit: str) -> dict[str, str]:
    """A workflow that bills a permit out in the distant future, as its schedule names it."""
    answer = park.ana.ask(
        "POST",
        "/v1/autopilots",
        json={
            "name": permit,
            "kind": "permit_billout",
            "params": {"permit": permit},
            "schedule": "at(2099-01-01T00:00:00)",
        },
    )
    return {"account": "parkside", "workflow": answer.json()["id"]}


def waiting(park: Park, url: str) -> int:
    """How many messages are in a queue, or in the hands of who reads it."""
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    answer = park.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=names)
    return sum(int(answer["Attributes"][name]) for name in names)


def test_a_moment_in_the_queue_of_the_dead_is_launched(park: Park, dead: str) -> None:
    permit = park.label("LATE")
    saved = {"holder": permit.lower(), "reservations": games(2, permit)}
    park.ana.launch("PUT", f"/v1/permits/{permit}", saved)
    call = {**workflow_of(park, permit), "scheduled_at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"}

    park.client("sqs").send_message(QueueUrl=dead, MessageBody=json.dumps({"autopilot": call}))

    def ended() -> Any:
        tasks = park.ana.get("/v1/tasks", subject=f"permit:{permit}", launched_by="autopilot")
        return [task for task in tasks["tasks"] if task["state"] == "completed"]

    [task] = until(ended, "a task of that moment")
    assert task["launched_by"]["via"] == "autopilot"
    until(lambda: waiting(park, dead) == 0, "the queue is empty")


def test_a_call_that_fails_three_times_ends_in_that_queue(park: Park, dead: str) -> None:
    name = park.functions["launch_task"]["FunctionName"]
    call = {"autopilot": {"account": "parkside"}}
    # Schedules call the alias, of which the emulator does not know what becomes of a failed call.
    park.client("lambda").invoke(
        FunctionName=name, InvocationType="Event", Payload=json.dumps(call)
    )

    until(lambda: waiting(park, dead) == 1, "the call is in the queue")
