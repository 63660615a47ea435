import json
from typing import Any

import httpx
import pytest

from tests.unit.cli.conftest import Terminal
from tests.unit.cli.parkside import Api, task

FAMILY: dict[str, Any] = {
    "id": "F 1",
    "name": "Moss",
    "email": "moss@example.com",
    "guardians": [{"name": "Ada Moss", "email": "", "phone": "", "primary": True}],
    "address": "1 Mill Lane\nParkside",
    "location": "",
    "active": True,
    "omit_from": ["tuition"],
    "opted_in": True,
    "consent": True,
    "consent_source": "form",
    "consent_at": "2026-01-31",
    "suppressed": None,
    "students": ["S1"],
    "keywords": ["vip"],
}


@pytest.fixture
def sent(api: Api) -> list[httpx.Request]:
    """The changes that were sent."""
    made: list[httpx.Request] = []

    def change(request: httpx.Request) -> httpx.Response:
        made.append(request)
        return httpx.Response(200, json={**FAMILY, **json.loads(request.content)})

    read = httpx.Response(200, json=FAMILY, headers={"ETag": '"v1"'})
    api.answers["GET", "/v1/families/F%201"] = lambda _: read
    api.answers["PATCH", "/v1/families/F%201"] = change
    return made


def test_a_family_is_shown(legwork: Terminal, sent: list[httpx.Request]) -> None:
    shown = legwork("family", "show", "F 1")
    assert shown.code == 0
    for words in ("Moss", "Ada Moss (primary)", "agreed, form 2026-01-31", "tuition", "vip"):
        assert words in shown.out
    assert json.loads(legwork("family", "show", "F 1", "--json").out) == FAMILY


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"consent": None}, "was not asked"),
        ({"consent": False, "consent_source": None, "consent_at": None}, "refused"),
        ({"suppressed": "bounce"}, "nothing may be sent: bounce"),
        ({"active": False}, "no"),
    ],
)
def test_what_stands_in_the_way_of_mail_is_said(
    legwork: Terminal, api: Api, said: dict[str, Any], words: str
) -> None:
    answer = httpx.Response(200, json={**FAMILY, **said})
    api.answers["GET", "/v1/families/F2"] = lambda _: answer
    assert words in legwork("family", "show", "F2").out


def test_a_change_names_the_version_that_was_read(
    legwork: Terminal, sent: list[httpx.Request]
) -> None:
    options = ("--name", "Fern", "--guardian", "Bo", "--no-active", "--keyword", "a")
    changed = legwork("family", "set", "F 1", *options, "--consent", "--source", "form")
    assert (changed.code, "Fern" in changed.out) == (0, True)
    [request] = sent
    assert request.headers["If-Match"] == '"v1"'
    assert json.loads(request.content) == {
        "name": "Fern",
        "guardians": [{"name": "Bo", "primary": True}],
        "active": False,
        "keywords": ["a"],
        "consent": True,
        "consent_source": "form",
    }


def test_there_is_something_to_change(legwork: Terminal) -> None:
    refused = legwork("family", "set", "F1")
    assert (refused.code, "Say what is to change" in refused.err) == (2, True)


@pytest.fixture
def launched(api: Api) -> list[dict[str, Any]]:
    """What tasks were launched with."""
    made: list[dict[str, Any]] = []

    def launch(request: httpx.Request) -> httpx.Response:
        made.append(json.loads(request.content))
        return httpx.Response(202, json=task(state="queued", status="Queued"))

    api.answers["POST", "/v1/tasks"] = launch
    return made


@pytest.mark.parametrize(("command", "action"), [("assign", "add"), ("remove", "remove")])
def test_keywords_are_assigned_and_removed(
    legwork: Terminal, launched: list[dict[str, Any]], command: str, action: str
) -> None:
    chosen = ("--type", "student", "--class", "A", "--student", "S1", "--list", "board")
    ended = legwork("keywords", command, "x", "y", *chosen, "--no-wait", "--json")
    assert ended.code == 0
    assert launched == [
        {
            "kind": "assign_keywords",
            "params": {
                "type": "student",
                "keywords": ["x", "y"],
                "action": action,
                "classes": ["A"],
                "students": ["S1"],
                "lists": ["board"],
            },
        }
    ]
    legwork("keywords", command, "x", "--everyone", "--no-wait", "--json")
    assert launched[1]["params"] == {
        "type": "family",
        "keywords": ["x"],
        "action": action,
        "everyone": True,
    }


def test_keywords_are_listed(legwork: Terminal, api: Api) -> None:
    api.lists["/v1/keywords"] = ("keywords", [{"name": f"k{n}", "type": "camp"} for n in range(5)])
    listed = legwork("keywords", "list", "--type", "camp")
    assert (listed.code, "k4" in listed.out, "camp" in listed.out) == (0, True, True)
    api.lists["/v1/keywords"] = ("keywords", [])
    assert "There is no keyword yet." in legwork("keywords", "list").out
