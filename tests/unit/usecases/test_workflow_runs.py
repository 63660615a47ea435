"""Relative days, runs at once, the last and the next run, and the tasks of one workflow."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from legwork import kinds
from legwork.contracts.autopilot import WorkflowView
from legwork.contracts.params import validated, validated_of_workflow
from legwork.domain.errors import (
    InvalidInput,
    KeyReused,
    NotAllowed,
    NotFound,
    Outdated,
    VersionMissing,
)
from legwork.domain.permission import Caller
from legwork.domain.relative_day import resolved
from legwork.domain.task import Task, Via
from legwork.usecases.edit_workflow import WorkflowInput, change_workflow, delete_workflow, tag_of
from legwork.usecases.list_tasks import TaskFilter, list_tasks
from legwork.usecases.run_workflow import run_workflow
from tests.unit.usecases import rounds
from tests.unit.usecases.pilot import Pilot
from tests.unit.usecases.test_scheduled import ROUNDS
from tests.unit.usecases.test_workflows import BEN, DANA, ZOE

LATE = datetime(2027, 3, 1, 3, tzinfo=UTC)
"""Still the last of February in New York."""
CANCEL = {"classes": ["C-1"], "reason": "Rain", "from_date": {"days": 1}}


def daily(name: str = "Daily", *, schedule: str = "rate(1 day)") -> WorkflowInput:
    return replace(ROUNDS, name=name, schedule=schedule)


@pytest.fixture
def pilot(monkeypatch: pytest.MonkeyPatch) -> Pilot:
    rounds.introduce(monkeypatch)
    return Pilot()


def run(pilot: Pilot, workflow_id: str, caller: Caller = ZOE, key: str = "k") -> Task:
    fleet = pilot.fleet
    return run_workflow(
        workflow_id,
        key=key,
        fingerprint=workflow_id,
        validate=validated,
        caller=caller,
        database=fleet.database,
        files=fleet.files,
        queues=fleet.queues,
        clock=fleet.clock,
        ids=fleet.ids,
    )


# --- Relative days ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "day"), [("UTC", "2027-03-02"), ("America/New_York", "2027-03-01")]
)
def test_a_relative_day_counts_from_the_moment_in_the_zone_of_the_workflow(
    zone: str, day: str
) -> None:
    kind = kinds.find("cancel_classes")
    assert resolved(kind, CANCEL, LATE, zone)["from_date"] == day


def test_days_in_a_list_may_be_relative_too() -> None:
    kind = kinds.find("post_charges")
    given = {"blackout_days": ["2027-03-09", {"days": -1}], "day": {"days": 0}}
    found = resolved(kind, given, LATE, "UTC")
    assert found == {"blackout_days": ["2027-03-09", "2027-02-28"], "day": "2027-03-01"}


def test_every_day_of_every_kind_may_be_relative() -> None:
    found = {
        (kind.name, name)
        for kind in kinds.all_kinds().values()
        for name, value in resolved(
            kind, {f: {"days": 3} for f in kind.params.__dataclass_fields__}, LATE, "UTC"
        ).items()
        if value == "2027-03-04"
    }
    assert {name for kind, name in found if kind == "generate_report"} == {"first_day", "last_day"}
    assert {("take_payments", "due_by"), ("drop_enrollments", "on")} <= found


def test_a_workflow_keeps_them_relative() -> None:
    kind = kinds.find("cancel_classes")
    kept = validated_of_workflow(kind, CANCEL, LATE, "UTC")
    assert kept["from_date"] == {"days": 1}
    assert kept["to_date"] is None


@pytest.mark.parametrize(
    "day", [{"days": "7"}, {"days": True}, {"days": 99_999}, {"weeks": 1}, {"days": 1, "x": 1}, {}]
)
def test_what_is_no_relative_day_is_refused_by_its_field(day: object) -> None:
    kind = kinds.find("cancel_classes")
    with pytest.raises(InvalidInput) as refusal:
        validated_of_workflow(kind, {**CANCEL, "from_date": day}, LATE, "UTC")
    assert [error.field for error in refusal.value.errors] == ["params.from_date"]


def test_elsewhere_a_day_is_a_day() -> None:
    with pytest.raises(InvalidInput):
        validated(kinds.find("cancel_classes"), CANCEL)


# --- Run now ---------------------------------------------------------------------------------


def test_run_now_launches_one_of_the_workflows_tasks(pilot: Pilot) -> None:
    added = pilot.add(replace(daily(), enabled=False))
    task = run(pilot, added.id)
    assert run(pilot, added.id).ref == task.ref
    assert task.workflow is not None
    assert (task.workflow.id, task.title) == (added.id, added.name)
    assert (task.launched_by.via, task.launched_by.name) == (Via.AUTOPILOT, "Zoe")
    [stands] = pilot.there()
    assert stands.last_run is not None
    assert (stands.last_run.task, stands.version) == (task.ref.id, added.version)
    pilot.check()


def test_who_may_not_or_asks_of_nothing(pilot: Pilot) -> None:
    added, other = pilot.add(daily()), pilot.add(daily("Another"))
    with pytest.raises(NotAllowed):
        run(pilot, added.id, BEN)
    with pytest.raises(NotFound):
        run(pilot, added.id, DANA)
    run(pilot, added.id)
    with pytest.raises(KeyReused):
        run(pilot, other.id)
    pilot.delete(other.id)
    with pytest.raises(NotFound):
        run(pilot, other.id, key="another")


# --- What is shown ---------------------------------------------------------------------------


def test_it_shows_its_next_runs_and_its_last_one(pilot: Pilot) -> None:
    added = pilot.add(daily(schedule="cron(0 6 * * ? *)"))
    view = WorkflowView.of(added, LATE)
    assert [f"{moment:%m-%dT%H:%M}" for moment in view.next_runs] == [
        "03-01T06:00",
        "03-02T06:00",
        "03-03T06:00",
    ]
    assert view.last_run is None
    task = run(pilot, added.id)
    view = WorkflowView.of(replace(pilot.there()[0], enabled=False), LATE)
    assert view.next_runs == []
    assert view.last_run is not None
    assert view.last_run.task == task.ref.id


def test_tasks_are_listed_by_workflow(pilot: Pilot) -> None:
    first, second = pilot.add(daily()), pilot.add(daily("Another"))
    own, _ = run(pilot, first.id), run(pilot, second.id, key="another")
    fleet = pilot.fleet
    page = list_tasks(
        TaskFilter(workflow=first.id),
        caller=ZOE,
        limit=9,
        cursor=None,
        database=fleet.database,
        clock=fleet.clock,
    )
    assert [reading.task.ref for reading in page.readings] == [own.ref]


# --- Versions --------------------------------------------------------------------------------


def test_a_change_names_the_version_that_it_is_based_on(pilot: Pilot) -> None:
    added = pilot.add(daily())
    fleet = pilot.fleet
    ports = {"database": fleet.database, "schedules": pilot.schedules, "clock": fleet.clock}

    def change(*tags: str) -> None:
        given = daily("Hourly")
        named = frozenset(tags)
        change_workflow(added.id, given, tags=named, caller=ZOE, login="owner@parkside", **ports)  # type: ignore[arg-type]

    with pytest.raises(VersionMissing):
        change()
    change(tag_of(added))
    with pytest.raises(Outdated):
        change(tag_of(added))
    with pytest.raises(Outdated):
        delete_workflow(added.id, tags=frozenset([tag_of(added)]), caller=ZOE, **ports)  # type: ignore[arg-type]
    delete_workflow(added.id, tags=frozenset("*"), caller=ZOE, **ports)  # type: ignore[arg-type]
    assert pilot.there() == []
