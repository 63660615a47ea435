"""Tasks by short names: what they launch is what their kinds take."""

import json
from typing import Any

import httpx
import pytest

from legwork import kinds
from legwork.contracts.kind import KindView
from legwork.contracts.params import validated
from tests.unit.cli.conftest import Terminal
from tests.unit.cli.parkside import Api, task

NAMES = ("restore_classes", "generate_makeup_tokens", "quick_edit", "send_statements")


@pytest.fixture
def launched(api: Api) -> list[dict[str, Any]]:
    """What was launched."""
    seen: list[dict[str, Any]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(json.loads(request.content))
        return httpx.Response(202, json=task(state="queued", status="Queued"))

    views = [KindView.of(kinds.find(name)).model_dump(mode="json") for name in NAMES]
    api.documents["/v1/kinds"] = {"kinds": views}
    api.answers["POST", "/v1/tasks"] = answer
    return seen


DAY = {"classes": ["JUDO"], "from_date": "2027-05-03"}


@pytest.mark.parametrize(
    ("words", "kind", "params"),
    [
        (
            "class restore JUDO --on 2027-05-03 --notify",
            "restore_classes",
            {**DAY, "notify": True},
        ),
        (
            "tokens give --class JUDO --student S1 --student S2 --count 2 --expires 2027-12-31",
            "generate_makeup_tokens",
            {"classes": ["JUDO"], "students": ["S1", "S2"], "count": 2, "expires_on": "2027-12-31"},
        ),
        (
            "tokens give --class JUDO --override --notify",
            "generate_makeup_tokens",
            {"classes": ["JUDO"], "override": True, "notify": True},
        ),
        (
            "edit classes JUDO KARATE --set capacity=12 --set active=no --clear instructor",
            "quick_edit",
            {
                "what": "classes",
                "ids": ["JUDO", "KARATE"],
                "capacity": 12,
                "active": False,
                "clear": ["instructor"],
            },
        ),
        (
            "edit families --class JUDO --set omit_from=drafts",
            "quick_edit",
            {"what": "families", "in_classes": ["JUDO"], "omit_from": ["drafts"]},
        ),
        (
            "edit camps --everyone --set tuition_cents=9000",
            "quick_edit",
            {"what": "camps", "everyone": True, "tuition_cents": 9_000},
        ),
        (
            "statements send --everyone --not-autopay --min 5 --older-than 30 --force",
            "send_statements",
            {
                "everyone": True,
                "autopay": "not_autopay",
                "minimum_cents": 500,
                "older_than_days": 30,
                "force": True,
            },
        ),
        (
            "statements send --family F1 --list due --autopay --inactive --location North",
            "send_statements",
            {
                "families": ["F1"],
                "lists": ["due"],
                "autopay": "autopay",
                "active": "all",
                "location": "North",
            },
        ),
    ],
)
def test_kinds_by_short_names(
    legwork: Terminal,
    launched: list[dict[str, Any]],
    words: str,
    kind: str,
    params: dict[str, Any],
) -> None:
    ended = legwork(*words.split(), "--no-wait")
    assert ended.code == 0, ended.err
    [body] = launched
    assert (body["kind"], body["params"]) == (kind, params)
    assert validated(kinds.find(kind), params)


@pytest.mark.parametrize(
    "words",
    ["edit classes JUDO", "edit pupils --everyone --clear active", "statements send --autopay"],
)
def test_what_says_too_little_is_wrong_usage(
    legwork: Terminal, launched: list[dict[str, Any]], words: str
) -> None:
    ended = legwork(*words.split())
    assert ended.code == 2
    assert launched == []
