import json
from typing import Any, cast

import httpx
import pytest

from cli.generated.contract import TaskView
from cli.views.task import waits_for
from tests.unit.cli.conftest import Terminal
from tests.unit.cli.parkside import RECEIPT, Api, problem, task

PATH = f"/v1/tasks/{task()['id']}"


def test_lists_tasks_as_they_come_up_to_the_limit(legwork: Terminal, api: Api) -> None:
    api.lists["/v1/tasks"] = ("tasks", [task(number) for number in range(9, 0, -1)])

    ended = legwork("tasks", "--limit", "5", "--json")

    assert ended.code == 0
    assert [it["number"] for it in json.loads(ended.out)["tasks"]] == [9, 8, 7, 6, 5]


def test_filters_reach_the_api(legwork: Terminal, api: Api) -> None:
    def by_kind(request: httpx.Request) -> httpx.Response:
        found = [task()] if request.url.params.get("kind") == "permit_billout" else []
        return httpx.Response(200, json={"tasks": found, "next_cursor": None})

    api.answers["GET", "/v1/tasks"] = by_kind

    assert "#12" in legwork("tasks", "--kind", "permit_billout").out
    assert legwork("tasks", "--kind", "email_blast").out == "There are no such tasks.\n"


@pytest.mark.parametrize("name", ["12", "#12", task()["id"], task()["id"].lower()])
def test_a_task_goes_by_its_id_or_its_job_number(legwork: Terminal, api: Api, name: str) -> None:
    api.lists["/v1/tasks"] = ("tasks", [task(14), task(13), task(12), task(11)])
    api.documents[PATH] = task()

    assert json.loads(legwork("task", "show", name, "--json").out) == task()


def test_a_job_number_that_nobody_has(legwork: Terminal, api: Api) -> None:
    api.lists["/v1/tasks"] = ("tasks", [task(14), task(13)])

    ended = legwork("task", "show", "12")

    assert (ended.code, ended.err) == (1, "There is no task with the job number #12.\n")


def test_a_name_that_no_task_can_have(legwork: Terminal) -> None:
    ended = legwork("watch", "yesterday's")

    assert ended.code == 2
    assert ended.err == (
        "'yesterday's' is neither a task's id nor a job number such as 12 or '#12'.\n"
    )


def test_shows_what_is_known_about_a_task(legwork: Terminal, api: Api) -> None:
    api.documents[PATH] = task(
        state="cancelled",
        status="Canceled",
        counts={"succeeded": 700, "not_attempted": 500},
        cancelled={"at": "2027-05-01T10:00:03Z", "by": "Ben", "reason": "rain"},
        result=RECEIPT,
    )

    shown = legwork("task", "show", task()["id"]).out

    assert "Job #12 (Bill out permit [P-1])" in shown
    assert "700 succeeded" in shown
    assert "500 not attempted; 1,200 in all" in shown
    assert "by Ben: rain" in shown
    assert "/v1/receipts/R-1" in shown


def test_an_audit_that_agrees(legwork: Terminal, api: Api) -> None:
    checks = [{"name": "plan = ledger", "ok": True, "detail": "1,200 targets"}]
    api.documents[f"{PATH}/audit"] = {"task": task()["id"], "ok": True, "checks": checks}

    ended = legwork("task", "audit", task()["id"])

    assert ended.code == 0
    assert "plan = ledger" in ended.out
    assert "Everything agrees." in ended.out


def test_an_audit_that_does_not_agree_is_an_error(legwork: Terminal, api: Api) -> None:
    checks = [{"name": "plan = ledger", "ok": False, "detail": "1,200 and 1,199"}]
    api.documents[f"{PATH}/audit"] = {"task": task()["id"], "ok": False, "checks": checks}

    ended = legwork("task", "audit", task()["id"])

    assert ended.code == 1
    assert "DISAGREES" in ended.out


def test_deletes_an_ended_task(legwork: Terminal, api: Api) -> None:
    api.answers["DELETE", PATH] = lambda _request: httpx.Response(204)

    ended = legwork("delete", task()["id"], "--json")

    assert (ended.code, json.loads(ended.out)) == (0, {"deleted": task()["id"]})


def test_a_running_task_is_not_deleted(legwork: Terminal, api: Api) -> None:
    api.answers["DELETE", PATH] = lambda _request: problem(409, "Job #12 has not ended.")

    ended = legwork("delete", task()["id"])

    assert (ended.code, ended.out, ended.err) == (1, "", "Job #12 has not ended.\n")


NOTIFICATION = {
    "id": "n1",
    "task": {"id": task()["id"], "number": 12, "title": "Bill out", "status": "Errors"},
    "webhook": None,
    "href": f"/v1/tasks/{task()['id']}",
    "at": "2027-05-01T10:00:04Z",
    "read": False,
}


DISABLED = {
    **NOTIFICATION,
    "id": "n2",
    "task": None,
    "webhook": {"id": "w1", "url": "https://hooks.example.com/", "reason": "It answered 410."},
    "href": "/v1/webhooks/w1",
}


def test_lists_notifications(legwork: Terminal, api: Api) -> None:
    api.lists["/v1/notifications"] = ("notifications", [NOTIFICATION] * 3)

    ended = legwork("notifications", "--json")

    assert json.loads(ended.out)["notifications"] == [NOTIFICATION] * 3
    assert "unread" in legwork("notifications").out


def test_a_notification_of_a_webhook_says_which_and_why(legwork: Terminal, api: Api) -> None:
    api.lists["/v1/notifications"] = ("notifications", [DISABLED, NOTIFICATION])

    said = " ".join(legwork("notifications").out.split())

    assert "https://hooks.example.com/" in said
    assert "410" in said
    assert "Disabled" in said
    assert "#12" in said


@pytest.mark.parametrize("name", ["12", "#12", "n1"])
def test_marks_a_notification_as_read(legwork: Terminal, api: Api, name: str) -> None:
    others = [{**NOTIFICATION, "id": f"n{n}", "task": {"number": n}} for n in (15, 14, 13)]
    api.lists["/v1/notifications"] = ("notifications", [DISABLED, *others, NOTIFICATION])
    read = {**NOTIFICATION, "read": True}
    api.answers["POST", "/v1/notifications/n1/read"] = lambda _: httpx.Response(200, json=read)

    ended = legwork("notifications", "--read", name)

    assert ended.code == 0
    assert "#12" in ended.out
    assert "unread" not in ended.out
    assert json.loads(legwork("notifications", "--read", name, "--json").out) == read


def test_a_notification_that_nobody_has(legwork: Terminal, api: Api) -> None:
    api.lists["/v1/notifications"] = ("notifications", [NOTIFICATION])

    by_number = legwork("notifications", "--read", "99")

    assert (by_number.code, by_number.err) == (1, "There is no notification of the job #99.\n")
    assert legwork("notifications", "--read", "n2").code == 1


def test_a_task_of_autopilot_says_so(legwork: Terminal, api: Api) -> None:
    launcher = {"id": "u1", "name": "Ana", "via": "autopilot"}
    api.lists["/v1/tasks"] = ("tasks", [task(launched_by=launcher)])
    api.documents[PATH] = task(launched_by=launcher, retry_of="01JZ0000000000000000000009")

    assert "Ana (Autopilot)" in legwork("tasks").out
    shown = legwork("task", "show", task()["id"]).out
    assert "Ana (Autopilot)" in shown
    assert "01JZ0000000000000000000009" in shown


def test_text_of_others_cannot_steer_the_terminal(legwork: Terminal, api: Api) -> None:
    api.lists["/v1/tasks"] = ("tasks", [task(title="\x1b[2J [red]Bill[/red] out")])

    shown = legwork("tasks").out

    assert "\x1b" not in shown
    assert "[red]Bill[/red]" in shown


@pytest.mark.parametrize(
    ("waiting", "told"),
    [
        (None, ""),
        ({"for": "turn", "ahead": 3}, "its turn, 3 before it"),
        ({"for": "rate"}, "the rate at which the account may send mail"),
    ],
)
def test_what_a_task_waits_for_in_words(waiting: dict[str, Any] | None, told: str) -> None:
    assert waits_for(cast("TaskView", {"waiting": waiting})) == told
