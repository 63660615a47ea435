"""The event that tells of a task's end: its schema, as committed, fits what is sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from moto import mock_aws

from legwork.contracts import event as contract
from legwork.contracts.params import validated
from legwork.contracts.task import TaskEvent
from legwork.domain.permission import Caller
from legwork.domain.task import Task, TaskState, Via
from legwork.store.files import upload_key
from legwork.testing.fleet import Fleet
from legwork.testing.owner import Owner
from legwork.trade.permits.usecases.save_permit import PermitSave
from legwork.usecases.announce import announce
from legwork.usecases.launch_scheduled import launch_scheduled
from tests.conformance.aws import Aws
from tests.conformance.bus import Bus, EventBridgeBus, MemoryBus
from tests.unit.usecases.pilot import Pilot, daily

COMMITTED = Path(__file__).parents[2] / "docs" / "events" / "task-ended.schema.json"
HEADER = "permit,event,facility,starts_at,ends_at,amount_cents"
GAME = "P-1,Game,Hall,2030-01-07T08:00,2030-01-07T09:00,1250"


class Announcing(Fleet):
    """A fleet that announces on a bus what the function announces."""

    def __init__(self, bus: Bus) -> None:
        super().__init__()
        self._bus = bus

    def announce(self, task: Task) -> None:
        announce(
            task,
            TaskEvent.detail_of,
            database=self.database,
            events=self._bus.events,
            retention=self.settings.retention,
        )


@pytest.fixture(params=["memory", "EventBridge"])
def bus(request: pytest.FixtureRequest) -> Iterator[Bus]:
    if request.param == "memory":
        yield MemoryBus()
    else:
        with mock_aws():
            yield EventBridgeBus(Aws())


@pytest.fixture
def fleet(bus: Bus) -> Announcing:
    return Announcing(bus)


def problems_of(detail: Any) -> list[str]:
    """Where a detail and the schema differ."""
    schema = json.loads(COMMITTED.read_text())
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    return [error.message for error in validator.iter_errors(detail)]


def heard(fleet: Announcing, bus: Bus) -> tuple[str, dict[str, Any]]:
    """Type and detail of the one event, which the schema fits."""
    fleet.settle()
    assert fleet.surprises == []
    [event] = bus.heard()
    assert problems_of(event.detail) == []
    return event.type, dict(event.detail)


def imported(fleet: Fleet, *rows: str) -> Task:
    owner = Owner(fleet)
    owner.upload("UP1", "\n".join([HEADER, *rows, ""]).encode())
    return owner.launch("import_records", {"entity": "reservations", "upload_id": "UP1"}, key="k")


def test_the_schema_is_committed_as_it_is_generated() -> None:
    """If this fails: ``make contract``, and look at what changed."""
    assert COMMITTED.read_text() == contract.text()


def test_so_is_the_example_for_its_readers() -> None:
    readme = COMMITTED.with_name("README.md").read_text()
    example = json.loads(readme.split("```json\n")[1].split("```")[0])
    assert (example["source"], example["detail-type"]) == ("legwork", "Task Completed")
    assert problems_of(example["detail"]) == []


@pytest.mark.parametrize(
    ("rows", "status"), [([GAME], "Complete"), ([GAME, "P-1,,,,,"], "Errors"), ([], "Complete")]
)
def test_a_completed_task(fleet: Announcing, bus: Bus, rows: list[str], status: str) -> None:
    task = imported(fleet, *rows)
    type_, detail = heard(fleet, bus)
    assert (type_, detail["state"], detail["status"]) == ("Task Completed", "completed", status)
    assert (detail["id"], detail["number"]) == (task.ref.id, 1)
    assert detail["progress"]["total"] == len(rows)
    assert detail["ended_at"] == fleet.clock.now().isoformat().replace("+00:00", "Z")
    assert "may" not in detail


def test_one_with_a_subject_and_a_result(fleet: Announcing, bus: Bus) -> None:
    game = dict(zip(HEADER.split(",")[2:], GAME.split(",")[2:], strict=True))
    save = PermitSave(permit="P-1", holder="H-1", reservations=[{**game, "amount_cents": 1250}])
    Owner(fleet, background_at=1).save(save, key="k")
    _type, detail = heard(fleet, bus)
    assert detail["subject"] == {"type": "permit", "id": "P-1"}
    assert detail["result"]["href"] == "/v1/permits/P-1"


def test_a_cancelled_task(fleet: Announcing, bus: Bus) -> None:
    Owner(fleet).cancel(imported(fleet, GAME).ref)
    type_, detail = heard(fleet, bus)
    assert (type_, detail["state"]) == ("Task Canceled", "cancelled")
    assert detail["cancelled"]["by"]


def test_a_failed_task(fleet: Announcing, bus: Bus) -> None:
    imported(fleet, GAME)
    # In the place where the launch has put it, to be kept.
    fleet.bodies.bodies[upload_key("parkside", "UP1")] = b"no header\n"
    type_, detail = heard(fleet, bus)
    assert (type_, detail["state"]) == ("Task Failed", "failed")
    assert detail["failure"]


def test_one_that_autopilot_could_not_launch(fleet: Announcing, bus: Bus) -> None:
    """It has never begun."""
    workflow = Pilot(fleet).add(daily())
    launch_scheduled(
        workflow.account,
        workflow.id,
        "2026-03-02T12:00:00Z",
        validate=validated,
        database=fleet.database,
        files=fleet.files,
        queues=fleet.queues,
        staff=_Nobody(),
        clock=fleet.clock,
        ids=fleet.ids,
        retention=fleet.settings.retention,
    )
    type_, detail = heard(fleet, bus)
    assert type_ == "Task Failed"
    assert detail["launched_by"]["via"] == Via.AUTOPILOT
    assert detail["started_at"] is None


class _Nobody:
    """No staff member is left."""

    def find(self, login: str) -> Caller | None:
        return None


@pytest.mark.parametrize("state", [state for state in TaskState if not state.ended])
def test_no_task_that_goes_on_is_announced(state: TaskState) -> None:
    schema = json.loads(COMMITTED.read_text())
    assert state.value not in schema["properties"]["state"]["enum"]
