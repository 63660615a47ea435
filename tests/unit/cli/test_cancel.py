import json

import httpx
import pytest

from tests.unit.cli.conftest import Terminal
from tests.unit.cli.parkside import Api, problem, task

PATH = f"/v1/tasks/{task()['id']}"
CANCELLED = task(
    state="cancelled",
    status="Canceled",
    counts={
        "succeeded": 700,
        "not_attempted": 500,
        "notices": {"staged": 12, "sent": 3, "discarded": 9, "in_doubt": 0, "refused": 0},
    },
)


@pytest.fixture(autouse=True)
def _running(api: Api) -> None:
    def cancel(request: httpx.Request) -> httpx.Response:
        reason = json.loads(request.content).get("reason")
        told = {"at": "2027-05-01T10:00:03Z", "by": "Ana", "reason": reason}
        api.documents[PATH] = {**CANCELLED, "cancelled": told}
        return httpx.Response(200, json=api.documents[PATH])

    api.documents[PATH] = task(state="running", counts={"succeeded": 690, "remaining": 510})
    api.answers["POST", f"{PATH}/cancel"] = cancel


def test_asks_first_and_yes_cancels(legwork: Terminal, api: Api) -> None:
    ended = legwork("cancel", task()["id"], typed="YES\n")

    assert ended.code == 0
    assert "YES cancels, No Thanks! goes back" in ended.err
    assert "700 succeeded" in ended.out
    assert "500 not attempted; 1,200 in all" in ended.out
    assert "Mail: 3 sent, 9 discarded" in ended.out
    assert api.documents[PATH]["state"] == "cancelled"


@pytest.mark.parametrize("typed", ["No Thanks!\n", "no\n", "y\n"])
def test_anything_else_goes_back(legwork: Terminal, api: Api, typed: str) -> None:
    ended = legwork("cancel", task()["id"], typed=typed)

    assert ended.code == 0
    assert "Nothing was canceled." in ended.err
    assert api.documents[PATH]["state"] == "running"


def test_nobody_there_to_answer(legwork: Terminal, api: Api) -> None:
    assert legwork("cancel", task()["id"], typed="").code == 1
    assert api.documents[PATH]["state"] == "running"


@pytest.mark.parametrize("flag", ["--yes", "--json"])
def test_does_not_ask_when_told_not_to(legwork: Terminal, api: Api, flag: str) -> None:
    assert legwork("cancel", task()["id"], flag, "--reason", "rain").code == 0
    assert api.documents[PATH]["cancelled"]["reason"] == "rain"


def test_too_late(legwork: Terminal, api: Api) -> None:
    api.answers["POST", f"{PATH}/cancel"] = lambda _: problem(409, "Job #12 has ended: Complete.")

    ended = legwork("cancel", "--yes", task()["id"])

    assert (ended.code, ended.out, ended.err) == (1, "", "Job #12 has ended: Complete.\n")
