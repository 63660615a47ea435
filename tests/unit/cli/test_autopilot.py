import json
from typing import Any

import httpx
import pytest

from tests.unit.cli.conftest import Terminal
from tests.unit.cli.parkside import Api, problem

ALL = "/v1/autopilots"
ONE = f"{ALL}/W1"
KIND = {
    "name": "permit_billout",
    "title": "Permit Billout",
    "permission": "permits",
    "params": {"properties": {"permit": {"type": "string"}, "reservations": {"type": "array"}}},
}
SAID = {
    "name": "Nightly [bill-out]",
    "kind": "permit_billout",
    "params": {"permit": "P-1", "reservations": ["r1"]},
    "schedule": "rate(1 day)",
    "timezone": "UTC",
    "enabled": True,
}
WORKFLOW = {"id": "W1", **SAID, "owner": "Ana", "created_at": "2027-05-01T10:00:00Z"}
ADD = ("autopilot", "add", "--name", "Nightly [bill-out]", "--kind", "permit_billout")
PARAMS = ("--param", "permit=P-1", "--param", "reservations=r1")


@pytest.fixture
def bodies(api: Api) -> list[dict[str, Any]]:
    """What workflows were added and changed with."""
    said: list[dict[str, Any]] = []

    def write(request: httpx.Request) -> httpx.Response:
        said.append(json.loads(request.content))
        return httpx.Response(201, json={**WORKFLOW, **said[-1]})

    api.documents["/v1/kinds"] = {"kinds": [KIND]}
    api.documents[ONE] = WORKFLOW
    api.answers["POST", ALL] = write
    api.answers["PUT", ONE] = write
    return said


def test_adds_a_workflow(legwork: Terminal, bodies: list[dict[str, Any]]) -> None:
    ended = legwork(*ADD, "--schedule", "rate(1 day)", *PARAMS)

    assert ended.code == 0
    assert bodies == [SAID]
    assert "Autopilot: Nightly [bill-out]" in ended.out
    assert "rate(1 day) UTC" in ended.out


def test_a_workflow_can_wait_and_have_a_time_zone(
    legwork: Terminal, bodies: list[dict[str, Any]]
) -> None:
    more = ("--timezone", "America/New_York", "--disabled", "--json")

    ended = legwork(*ADD, "--schedule", "cron(0 6 ? * MON-FRI *)", *PARAMS, *more)

    assert (ended.code, json.loads(ended.out)["enabled"]) == (0, False)
    assert bodies[0]["timezone"] == "America/New_York"


@pytest.mark.parametrize("fault", [503, httpx.ReadTimeout("timed out")])
def test_a_lost_answer_does_not_add_a_second_one(
    legwork: Terminal, api: Api, bodies: list[dict[str, Any]], fault: int | Exception
) -> None:
    sent = set[str]()

    def lost(request: httpx.Request) -> httpx.Response:
        bodies.append(json.loads(request.content))
        sent.add(request.headers["Idempotency-Key"])
        if isinstance(fault, Exception):
            raise fault
        return problem(fault, "Later, please.")

    api.answers["POST", ALL] = lost

    ended = legwork(*ADD, "--schedule", "rate(1 day)")

    assert ended.code == 1
    assert len(bodies) > 1
    assert len(sent) == 1


def test_a_schedule_that_is_none(legwork: Terminal, api: Api, bodies: list[dict[str, Any]]) -> None:
    api.answers["POST", ALL] = lambda _: problem(400, "schedule: write rate(1 day).")

    ended = legwork(*ADD, "--schedule", "daily")

    assert (ended.code, ended.out, ended.err) == (1, "", "schedule: write rate(1 day).\n")


def test_lists_workflows(legwork: Terminal, api: Api) -> None:
    api.documents[ALL] = {"autopilots": [WORKFLOW, {**WORKFLOW, "id": "W2", "enabled": False}]}

    shown = legwork("autopilot", "list").out

    assert "Nightly [bill-out]" in shown
    assert "no, it is disabled" in shown
    assert json.loads(legwork("autopilot", "list", "--json").out) == api.documents[ALL]


def test_there_are_none(legwork: Terminal, api: Api) -> None:
    api.documents[ALL] = {"autopilots": []}

    assert legwork("autopilot", "list").out == "There are no workflows.\n"


def test_shows_a_workflow(legwork: Terminal, bodies: list[dict[str, Any]]) -> None:
    shown = legwork("autopilot", "show", "W1").out

    assert '{"permit": "P-1", "reservations": ["r1"]}' in shown
    assert "in the name of  Ana" in shown
    assert json.loads(legwork("autopilot", "show", "W1", "--json").out) == WORKFLOW


@pytest.mark.parametrize(
    ("words", "changes"),
    [
        (("--schedule", "rate(2 hours)"), {"schedule": "rate(2 hours)"}),
        (("--disabled",), {"enabled": False}),
        (("--enabled",), {}),
        (
            ("--name", "Weekly", "--timezone", "Asia/Tokyo"),
            {"name": "Weekly", "timezone": "Asia/Tokyo"},
        ),
        (("--param", "permit=P-2"), {"params": {"permit": "P-2", "reservations": ["r1"]}}),
        (("--param", "reservations=r2"), {"params": {"permit": "P-1", "reservations": ["r2"]}}),
    ],
)
def test_changes_what_is_named_and_nothing_else(
    legwork: Terminal,
    bodies: list[dict[str, Any]],
    words: tuple[str, ...],
    changes: dict[str, Any],
) -> None:
    ended = legwork("autopilot", "change", "W1", *words)

    assert ended.code == 0
    assert bodies == [{**SAID, **changes}]


def test_a_day_may_be_so_many_days_away(legwork: Terminal, bodies: list[dict[str, Any]]) -> None:
    legwork("autopilot", "change", "W1", "--param", "day=+7d", "--param", "reservations=-1d")

    assert bodies[0]["params"] == {
        "permit": "P-1",
        "day": {"days": 7},
        "reservations": [{"days": -1}],
    }


def test_a_change_names_the_version_that_was_read(legwork: Terminal, api: Api) -> None:
    named = []

    def write(request: httpx.Request) -> httpx.Response:
        named.append(request.headers["If-Match"])
        return problem(412, "Somebody has changed this workflow.")

    tagged = httpx.Response(200, json=WORKFLOW, headers={"ETag": '"3"'})
    api.answers["GET", ONE] = lambda _: tagged
    api.answers["PUT", ONE] = api.answers["DELETE", ONE] = write

    assert legwork("autopilot", "change", "W1", "--disabled").code == 1
    assert legwork("autopilot", "remove", "W1").code == 1
    assert named == ['"3"', '"3"']


def test_shows_when_it_runs(legwork: Terminal, api: Api) -> None:
    last = {"at": "2027-05-01T10:00:00Z", "task": "01J"}
    api.documents[ONE] = {**WORKFLOW, "next_runs": ["2027-05-02T10:00:00Z"], "last_run": last}

    shown = legwork("autopilot", "show", "W1").out

    assert "next" in shown
    assert "task 01J" in shown


def test_runs_a_workflow_now(legwork: Terminal, api: Api) -> None:
    launched = {"id": "01J", "number": 7, "title": "Nightly"}
    api.answers["POST", f"{ONE}/run"] = lambda _: httpx.Response(202, json=launched)

    ended = legwork("autopilot", "run", "W1")

    assert ended.out == "Job #7 (Nightly) is launched. Watch it with: legwork watch 7\n"
    assert len(api.effects) == 1


def test_removes_a_workflow(legwork: Terminal, api: Api, bodies: list[dict[str, Any]]) -> None:
    api.answers["DELETE", ONE] = lambda _: httpx.Response(204)

    assert legwork("autopilot", "remove", "W1").out == "Workflow W1 is removed.\n"
    assert json.loads(legwork("autopilot", "remove", "W1", "--json").out) == {"removed": "W1"}


def test_somebody_who_is_no_owner(legwork: Terminal, api: Api) -> None:
    api.answers["GET", ALL] = lambda _: problem(403, "Only an owner may see Autopilot.")

    ended = legwork("autopilot", "list")

    assert (ended.code, ended.out, ended.err) == (1, "", "Only an owner may see Autopilot.\n")
