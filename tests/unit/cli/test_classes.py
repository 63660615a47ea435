"""Tasks about classes and camps by short names: what they launch is what their kinds take."""

import json
from typing import Any

import httpx
import pytest

from legwork import kinds
from legwork.contracts.kind import KindView
from legwork.contracts.params import validated
from tests.unit.cli.conftest import Terminal
from tests.unit.cli.parkside import Api, task

NAMES = ("cancel_classes", "restore_classes", "assign_substitute", "generate_makeup_tokens")


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
            "classes cancel JUDO SWIM --from 2027-05-03 --to 2027-05-07 --reason Storm --notify",
            "cancel_classes",
            {
                "classes": ["JUDO", "SWIM"],
                "from_date": "2027-05-03",
                "to_date": "2027-05-07",
                "reason": "Storm",
                "notify": True,
            },
        ),
        (
            "classes cancel JUDO --on 2027-05-03 --reason Storm --tokens --param token_limit=2",
            "cancel_classes",
            {**DAY, "reason": "Storm", "tokens": True, "token_limit": 2},
        ),
        (
            "classes restore JUDO --on 2027-05-03 --notify",
            "restore_classes",
            {**DAY, "notify": True},
        ),
        (
            "classes substitute JUDO --on 2027-05-03 --with ana",
            "assign_substitute",
            {**DAY, "substitute": "ana"},
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


def test_a_cancellation_needs_a_reason(legwork: Terminal, launched: list[dict[str, Any]]) -> None:
    ended = legwork("classes", "cancel", "JUDO", "--on", "2027-05-03")
    assert ended.code == 2
    assert "--reason" in ended.err
    assert launched == []
