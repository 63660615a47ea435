"""Every function can do with its own role what it seldom has to: each of these is brought about."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from infra.groups import OWNER
from infra.stages import STAGES
from legwork.domain.act import Doer
from legwork.domain.task import Cancellation, TaskRef
from legwork.store import schedule_notes, task_states, workflows
from local.demo_users import DemoUser
from tests.e2e.bookings import as_csv, games
from tests.e2e.iam.road import road
from tests.e2e.iam.roles import Roles
from tests.e2e.park import Park
from tests.e2e.person import Person
from tests.e2e.school import School
from tests.e2e.waiting import until

pytestmark = pytest.mark.emulator

TURNS = STAGES["local"].running_tasks_max
LONG_AGO = timedelta(minutes=2)
"""Whoever has not got on for as long is dead."""


def reservations(park: Park, number: int) -> bytes:
    """A file to import."""
    permit = park.label("IAM")
    return "\n".join([*as_csv(games(number, permit), permit), ""]).encode()


def ref(account: str, path: str) -> TaskRef:
    """Names the task of a path."""
    return TaskRef(account, path.rsplit("/", 1)[1])


def message(account: str, path: str, **more: Any) -> str:
    """The body of a message about a task."""
    named = {"account": account, "id": path.rsplit("/", 1)[1], "listed": True}
    return json.dumps({"ref": named, **more})


def plan(account: str, path: str) -> str:
    """The body of the message that has a task planned."""
    return message(account, path, attempt=0, leg=0, after=None, total=0, batches=[])


def state(person: Person, path: str, wanted: str) -> Callable[[], bool]:
    """Tells whether a task is in a state."""
    return lambda: bool(person.get(path)["state"] == wanted)


# --- What dies, or is lost ---------------------------------------------------------------------


@road
def test_tokens_that_died(park: Park, roles: Roles) -> None:
    """A batch is closed, and what its lane has left is driven on."""
    with roles.diverted("TokensQueueUrl", "TokensDeadQueueUrl", "parkside"):
        task = park.ana.ended(park.ana.importing(reservations(park, 700)))

    assert task["progress"]["errors"] == 700
    assert task["progress"]["total"] == 700


@road
def test_the_widget_of_stuck_tasks(park: Park, roles: Roles) -> None:
    """Operators look at a task whose tokens are lost, prove it, push it on, and cancel another."""
    ana, body = park.ana, reservations(park, 60)
    with park.losing_messages("TokensQueueUrl"):
        pushed, cancelled = ana.importing(body), ana.importing(reservations(park, 61))
        for path in (pushed, cancelled):
            until(state(ana, path, "running"), "a plan")
    for act, path in (("audit", pushed), ("push_on", pushed), ("cancel", cancelled)):
        click = {"do": act, "account": "parkside", "task": path.rsplit("/", 1)[1]}
        assert path.rsplit("/", 1)[1] in roles.call("stuck_tasks", click)
    until(state(ana, pushed, "completed"), "its end")
    assert ana.get(cancelled)["state"] == "cancelled"


@road
def test_a_planning_that_died(park: Park, roles: Roles) -> None:
    with roles.diverted("PlanningQueueUrl", "PlanningDeadQueueUrl", "parkside"):
        task = park.ana.ended(park.ana.importing(reservations(park, 1)))

    assert task["state"] == "failed"


@road
def test_messages_that_are_lost(park: Park, roles: Roles) -> None:
    ana, body = park.ana, reservations(park, 60)
    with park.losing_messages("TokensQueueUrl"):
        params = {"entity": "reservations", "upload_id": ana.upload(body)}
        launch = {"kind": "import_records", "params": params}
        key = {"Idempotency-Key": park.label("IAM")}
        stalled = ana.ask("POST", "/v1/tasks", json=launch, headers=key).headers["Location"]
        until(state(ana, stalled, "running"), "a plan")
        again = ana.ask("POST", "/v1/tasks", json=launch, headers=key)
        assert again.headers["Location"] == stalled
    with park.losing_messages("PlanningQueueUrl"):
        unplanned = ana.importing(body)
    for path in (stalled, unplanned):
        roles.watch(state(ana, path, "completed"), "its end")


@road
def test_mail_whose_message_is_lost(park: Park, roles: Roles) -> None:
    school = School(park, park.ana, "parkside", park.label("IAM"), families=3).open()
    with park.losing_messages("DeliveriesQueueUrl"):
        path = school.blast()
        until(lambda: school.staff.get(path)["progress"]["notices"]["staged"] == 3, "the notices")

    roles.watch(state(school.staff, path, "completed"), "the end of the mailing")

    assert school.mails().total() == 3


@road
def test_a_purge_that_comes_too_early(park: Park, roles: Roles) -> None:
    with park.losing_messages("PlanningQueueUrl"):
        path = park.ana.importing(reservations(park, 1))
        assert park.ana.ask("POST", f"{path}/cancel").json()["state"] == "cancelled"

    # Before its end is announced, a purge leaves a task alone and asks for no other.
    until(lambda: notifications(park.ana, path) == 1, "a notification")
    roles.hand("purge", message("parkside", path))

    assert park.ana.get(path)["state"] == "cancelled"


@road
def test_a_purge_that_is_lost(park: Park, roles: Roles) -> None:
    path = park.ana.importing(reservations(park, 1))
    park.ana.ended(path)
    with park.losing_messages("PurgeQueueUrl"):
        assert park.ana.ask("DELETE", path).status_code == 204
    roles.watch(lambda: not park.task_rows(path), "the rows to go")


@road
def test_an_end_that_the_stream_does_not_tell_of(park: Park, roles: Roles) -> None:
    with park.holding_ends():
        path = park.ana.importing(reservations(park, 1))
        park.ana.ended(path)
        assert notifications(park.ana, path) == 0
        roles.watch(lambda: notifications(park.ana, path) == 1, "a notification")


def notifications(person: Person, path: str) -> int:
    """How many a person has of the end of a task."""
    listed = person.get("/v1/notifications")["notifications"]
    return sum(one["href"] == path for one in listed)


# --- What takes long ---------------------------------------------------------------------------


@road
def test_work_and_mail_that_take_more_than_a_slice(park: Park, roles: Roles) -> None:
    school = School(park, park.ana, "parkside", park.label("IAM"), families=20).open()
    with (
        park.configured("run_job", SLICE_SECONDS=0),
        park.configured("deliver", SLICE_SECONDS=0),
    ):
        task = school.staff.ended(school.cancelling())

    assert (task["state"], task["progress"]["errors"]) == ("completed", 0), task
    assert school.mails().total() == 5 * 20


# --- Who waits ---------------------------------------------------------------------------------


@contextmanager
def busy(park: Park) -> Iterator[tuple[Person, str, list[str]]]:
    """A new account all of whose turns are taken: its owner, its name, the tasks that run."""
    account = park.label("lakeside")
    lea = park.newcomer(
        DemoUser(login=f"owner@{account}", name="Lea", account=account, groups=(OWNER,))
    )
    with park.losing_messages("TokensQueueUrl"):
        running = [lea.importing(reservations(park, 1)) for _ in range(TURNS)]
        for path in running:
            until(state(lea, path, "running"), "a plan")
        yield lea, account, running
        for task in lea.whole("/v1/tasks", "tasks"):
            # Who waits comes later in the list of what runs, and is not called in between.
            lea.ask("POST", f"/v1/tasks/{task['id']}/cancel")


def waits(park: Park, lea: Person, account: str) -> str:
    """The path of one more task, which waits for its turn."""
    before = park.awaiting_turn(account)
    path = lea.importing(reservations(park, 1))
    until(lambda: len(park.awaiting_turn(account)) > len(before), "it to wait")
    # Once in the line it looks for a turn once more, and would take one that is given back then.
    until(lambda: park.waiting("PlanningQueueUrl") == 0, "the end of its planning")
    return path


@road
def test_who_waits_is_called_by_the_end_of_another_one(park: Park, roles: Roles) -> None:
    with busy(park) as (lea, account, running):
        path = waits(park, lea, account)
        assert lea.ask("POST", f"{running[0]}/cancel").status_code == 200
        until(state(lea, path, "running"), "its turn")


@road
def test_who_waits_is_called_by_the_next_one_that_has_to(park: Park, roles: Roles) -> None:
    with busy(park) as (lea, account, running):
        first = waits(park, lea, account)
        with park.holding_messages("PlanningQueueUrl"):
            assert lea.ask("POST", f"{running[0]}/cancel").status_code == 200
            second = lea.importing(reservations(park, 1))
            roles.hand("plan_task", plan(account, second))
            assert len(park.awaiting_turn(account)) == 2
        until(state(lea, first, "running"), "its turn")
        assert lea.get(second)["state"] == "queued"


@road
def test_who_waits_may_fail_or_be_cancelled_by_somebody_who_dies(park: Park, roles: Roles) -> None:
    with busy(park) as (lea, account, _):
        failed, cancelled = waits(park, lea, account), waits(park, lea, account)

        roles.hand("close_dead", plan(account, failed))
        note = Cancellation(datetime.now(UTC), "Lea")
        task_states.begin_cancelling(park.database(), ref(account, cancelled), note)
        roles.watch(state(lea, cancelled, "cancelled"), "the end of the cancel")

        assert lea.get(failed)["state"] == "failed"
        assert park.awaiting_turn(account) == []


# --- Autopilot ---------------------------------------------------------------------------------


@road
def test_workflows_whose_writers_died(park: Park, roles: Roles) -> None:
    """The watchdog makes, changes and removes their schedules."""
    ana, database = park.ana, park.database()
    billing = {"kind": "permit_billout", "params": {"permit": park.label("IAM")}}
    asked = {"name": "Billing", "schedule": "at(2099-01-01T06:00:00)", "enabled": False, **billing}
    made = ana.ask("POST", "/v1/autopilots", json=asked).json()["id"]
    workflow = workflows.load(database, "parkside", made)
    long_ago = datetime.now(UTC) - LONG_AGO

    changed = workflow.evolve(schedule="at(2099-01-01T07:00:00)")
    workflows.replace(database, workflow, changed, long_ago)
    added = workflow.evolve(id=f"{made[:-4]}NEW1")
    workflows.add(database, added, long_ago)
    roles.watch(lambda: not list(schedule_notes.behind(database)), "all schedules")

    assert schedules(park, made, added.id) == [changed.schedule, added.schedule]

    for one in (changed, added):
        workflows.mark_deleted(database, one, long_ago, by=Doer("lea", "Lea"))
    roles.watch(lambda: not list(schedule_notes.behind(database)), "no schedules")

    assert schedules(park, made, added.id) == []
    assert [workflows.load_any(database, "parkside", one.id) for one in (changed, added)] == [
        None,
        None,
    ]


def schedules(park: Park, *names: str) -> list[str]:
    """When the schedules of these names fire."""
    client = park.client("scheduler")
    listed = [
        one
        for page in client.get_paginator("list_schedules").paginate()
        for one in page["Schedules"]
    ]
    groups = {one["Name"]: one["GroupName"] for one in listed}
    return [
        client.get_schedule(Name=name, GroupName=groups[name])["ScheduleExpression"]
        for name in names
        if name in groups
    ]
