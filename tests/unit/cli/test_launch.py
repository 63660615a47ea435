import json
from typing import Any

import httpx
import pytest

from tests.unit.cli.conftest import Terminal
from tests.unit.cli.parkside import Api, problem, task

LETTERS = {
    "name": "send_letters",
    "title": "Send Letters",
    "permission": "email",
    "params": {
        "type": "object",
        "required": ["list"],
        "properties": {
            "list": {"type": "string", "description": "Whom to write to."},
            "days": {"type": "integer", "default": 30},
            "share": {"anyOf": [{"type": "number"}, {"type": "null"}], "default": None},
            "dry": {"type": "boolean"},
            "tone": {"enum": ["kind", "strict"], "default": "kind", "type": "string"},
            "form": {"const": "letter", "type": "string"},
            "ids": {
                "anyOf": [{"type": "array", "items": {"type": "integer"}}, {"type": "null"}],
                "default": None,
            },
            "labels": {"type": "array", "items": {"$ref": "#/$defs/Label"}},
            "more": {"type": "object"},
            "odd": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
        },
        "$defs": {"Label": {"type": "string"}},
    },
}


@pytest.fixture
def bodies(api: Api) -> list[dict[str, Any]]:
    """What tasks were launched with."""
    launched: list[dict[str, Any]] = []

    def launch(request: httpx.Request) -> httpx.Response:
        launched.append(json.loads(request.content))
        return httpx.Response(202, json=task(state="queued", status="Queued"))

    api.documents["/v1/kinds"] = {"kinds": [LETTERS]}
    api.answers["POST", "/v1/tasks"] = launch
    return launched


def params(*given: str) -> list[str]:
    return [word for one in given for word in ("--param", one)]


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ([], {}),
        (["list=all"], {"list": "all"}),
        (["list="], {"list": ""}),
        (["list=a=b"], {"list": "a=b"}),
        (["list=12"], {"list": "12"}),
        (["days=7"], {"days": 7}),
        (["days=-7"], {"days": -7}),
        (["days=a week"], {"days": "a week"}),
        (["days=7.5"], {"days": "7.5"}),
        (["share=0.5"], {"share": 0.5}),
        (["share=half"], {"share": "half"}),
        (["dry=true"], {"dry": True}),
        (["dry=No"], {"dry": False}),
        (["dry=perhaps"], {"dry": "perhaps"}),
        (["tone=strict"], {"tone": "strict"}),
        (["tone=rude"], {"tone": "rude"}),
        (["ids=7"], {"ids": [7]}),
        (["ids=7", "list=all", "ids=8"], {"ids": [7, 8], "list": "all"}),
        (["labels=7"], {"labels": ["7"]}),
        (['more={"waivers": 2}'], {"more": {"waivers": 2}}),
        (["more=two waivers"], {"more": "two waivers"}),
        (["odd=7"], {"odd": "7"}),
        (["unknown=7"], {"unknown": "7"}),
        (["unknown=7", "unknown=8"], {"unknown": ["7", "8"]}),
    ],
)
def test_values_are_read_by_the_schema_of_the_kind(
    legwork: Terminal, bodies: list[dict[str, Any]], given: list[str], read: dict[str, Any]
) -> None:
    ended = legwork("launch", "send_letters", *params(*given))

    assert (ended.code, ended.err) == (0, "")
    assert bodies == [{"kind": "send_letters", "params": read}]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (["list"], "'list' is no parameter: write its name, = and its value."),
        (["=all"], "'=all' is no parameter: write its name, = and its value."),
        (["list=a", "list=b"], "The parameter 'list' takes one value, not 2."),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(
    legwork: Terminal, bodies: list[dict[str, Any]], given: list[str], sentence: str
) -> None:
    ended = legwork("launch", "send_letters", *params(*given))

    assert (ended.code, ended.out, ended.err, bodies) == (2, "", f"{sentence}\n", [])


def test_a_task_can_have_a_title(legwork: Terminal, bodies: list[dict[str, Any]]) -> None:
    assert legwork("launch", "send_letters", "--title", "Spring letters").code == 0
    assert bodies[0]["title"] == "Spring letters"


def test_a_launch_does_not_wait_unless_told_to(
    legwork: Terminal, api: Api, bodies: list[dict[str, Any]]
) -> None:
    api.lives[f"/v1/tasks/{task()['id']}"] = [task(state="running"), task(status="Errors")]

    assert "Watch it with: legwork watch 12" in legwork("launch", "send_letters").out

    ended = legwork("launch", "send_letters", "--wait")
    assert ended.code == 1
    assert "Job #12 (Bill out permit [P-1]): Errors" in ended.out


def test_a_kind_that_the_user_may_not_launch_is_for_the_api_to_refuse(
    legwork: Terminal, api: Api, bodies: list[dict[str, Any]]
) -> None:
    api.answers["POST", "/v1/tasks"] = lambda _: problem(403, "This needs the permission 'x'.")

    ended = legwork("launch", "sweep", *params("days=7"))

    assert (ended.code, ended.out, ended.err) == (1, "", "This needs the permission 'x'.\n")


def test_lists_the_kinds_with_their_parameters(
    legwork: Terminal, bodies: list[dict[str, Any]]
) -> None:
    lines = legwork("kinds").out.splitlines()

    assert lines[0].rstrip() == "send_letters: Send Letters, with the permission email"
    told = {words[0]: words[1:] for words in map(str.split, lines[1:]) if words}
    assert told["list"] == ["required", "text", "Whom", "to", "write", "to."]
    assert told["days"] == ["integer", "(default:", "30)"]
    assert told["share"] == ["number"]
    assert told["tone"] == ["kind", "or", "strict", "(default:", "kind)"]
    assert told["form"] == ["letter"]
    assert told["ids"] == ["list:", "give", "it", "once", "for", "each", "entry"]
    assert json.loads(legwork("kinds", "--json").out) == {"kinds": [LETTERS]}


def test_somebody_who_may_launch_nothing(legwork: Terminal, api: Api) -> None:
    api.documents["/v1/kinds"] = {"kinds": []}

    assert legwork("kinds").out == "There is no kind that you may launch.\n"
