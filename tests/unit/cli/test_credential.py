import json

import httpx
import pytest

from cli.invocation import Invocation
from tests.unit.cli.conftest import Terminal
from tests.unit.cli.parkside import API, Api, Stack, task

ALL = "/v1/credentials"
TILL = {
    "id": "01JT",
    "name": "Till [front]",
    "permissions": ["permits"],
    "made_by": "Ana",
    "created_at": "2027-05-01T10:00:00Z",
    "last_used_at": None,
}


def test_a_key_is_shown_when_it_is_made(legwork: Terminal, api: Api) -> None:
    said: list[object] = []

    def make(request: httpx.Request) -> httpx.Response:
        said.append(json.loads(request.content))
        return httpx.Response(201, json={**TILL, "key": "lwk_x.01JT.s"})

    api.answers["POST", ALL] = make
    ended = legwork("credential", "add", "Till [front]", "--may", "permits")

    assert ended.code == 0
    assert said == [{"name": "Till [front]", "permissions": ["permits"]}]
    assert "lwk_x.01JT.s" in ended.out
    assert "not shown again" in ended.out


def test_making_one_is_not_tried_twice(legwork: Terminal, api: Api) -> None:
    api.answers["POST", ALL] = lambda _: httpx.Response(201, json={**TILL, "key": "k"})
    api.faults.append(503)

    assert legwork("credential", "add", "Till").code == 1
    assert api.faults == []


def test_lists_them_with_their_last_use(legwork: Terminal, api: Api) -> None:
    used = {**TILL, "id": "01JU", "permissions": [], "last_used_at": "2027-05-02T10:00:00Z"}
    api.documents[ALL] = {"credentials": [TILL, used]}

    ended = legwork("credential", "list")

    assert "never" in ended.out
    assert "2027" in ended.out
    api.documents[ALL] = {"credentials": []}
    assert "no credentials" in legwork("credential", "list").out


def test_revokes_one(legwork: Terminal, api: Api) -> None:
    api.answers["DELETE", f"{ALL}/01JT"] = lambda _: httpx.Response(204)

    assert "revoked" in legwork("credential", "revoke", "01JT").out


@pytest.mark.parametrize(
    ("environ", "base"),
    [
        ({"LEGWORK_KEY": "k"}, f"{API}/programs"),
        ({"LEGWORK_KEY": "k", "LEGWORK_API_URL": "https://api.example"}, "https://api.example"),
    ],
)
def test_the_command_line_logs_in_with_a_key(environ: dict[str, str], base: str) -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={"tasks": [task()], "next_cursor": None})

    run = Invocation(stack=Stack(), transport=httpx.MockTransport(answer), environ=environ)

    run.api.get("/v1/tasks")

    assert str(asked[0].url).startswith(f"{base}/v1/tasks")
    assert asked[0].headers["Authorization"] == "Bearer k"
