import json
from typing import Any

import httpx
import pytest

from tests.unit.cli.conftest import Terminal
from tests.unit.cli.parkside import Api, task

PATH = f"/v1/tasks/{task()['id']}"
PAUSED = task(
    state="paused",
    status="Paused",
    counts={"succeeded": 700, "remaining": 500},
    waiting={"for": "pause", "at": "2027-05-01T10:00:03Z", "by": "Ana", "reason": "Rain"},
)
RUNNING = task(state="running", counts={"succeeded": 700, "remaining": 500})


@pytest.fixture
def sent(api: Api) -> list[Any]:
    """Bodies of the calls that were made, in their order."""
    bodies: list[Any] = []

    def answering(document: Any) -> Any:
        def answer(request: httpx.Request) -> httpx.Response:
            bodies.append(json.loads(request.content))
            return httpx.Response(200, json=document)

        return answer

    api.documents[PATH] = RUNNING
    api.answers["POST", f"{PATH}/pause"] = answering(PAUSED)
    api.answers["POST", f"{PATH}/resume"] = answering(RUNNING)
    api.answers["PUT", "/v1/account/hold"] = answering({"hold": {}, "stop_when": None})
    return bodies


def test_a_pause_says_what_was_done(legwork: Terminal, sent: list[Any]) -> None:
    ended = legwork("pause", task()["id"], "--reason", "Rain")

    assert ended.code == 0
    assert sent == [{"reason": "Rain"}]
    assert "is paused: nothing more is done until it is resumed" in ended.out
    assert "700 succeeded" in ended.out


def test_it_says_who_paused_it(legwork: Terminal, api: Api) -> None:
    api.documents[PATH] = PAUSED

    shown = legwork("task", "show", task()["id"]).out

    assert "somebody to resume it" in shown
    assert "by Ana: Rain" in shown


@pytest.mark.parametrize(("flags", "body"), [((), {}), (("--no-threshold",), {"stop_when": None})])
def test_a_resume(legwork: Terminal, sent: list[Any], flags: tuple[str, ...], body: Any) -> None:
    ended = legwork("resume", task()["id"], *flags)

    assert ended.code == 0
    assert sent == [body]
    assert "goes on where it stood" in ended.out


def test_an_owner_holds_the_account(legwork: Terminal, sent: list[Any]) -> None:
    assert "on hold" in legwork("hold", "--reason", "Audit").out
    assert sent == [{"reason": "Audit"}]
