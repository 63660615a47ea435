import json
from typing import Any

import httpx
import pytest

from tests.unit.cli.conftest import Terminal
from tests.unit.cli.parkside import Api, task

REDEEM = "/v1/students/S%2031/tokens/T-1/redeem"


@pytest.fixture
def sent(api: Api) -> list[Any]:
    """What was asked for."""
    seen: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(json.loads(request.content))
        if request.url.path.endswith("/redeem"):
            return httpx.Response(200, json={"student": "S 31", "token": "T-1"})
        return httpx.Response(202, json=task(state="queued", status="Queued"))

    api.answers["POST", "/v1/tasks"] = answer
    api.answers["POST", REDEEM] = answer
    return seen


def test_sessions_are_cancelled(legwork: Terminal, sent: list[Any]) -> None:
    words = ("A", "B", "--from", "2027-05-04", "--reason", "Storm", "--tokens", "--no-wait")
    assert legwork("class", "cancel", *words).code == 0
    assert sent == [
        {
            "kind": "cancel_classes",
            "params": {
                "classes": ["A", "B"],
                "from_date": "2027-05-04",
                "notify": False,
                "reason": "Storm",
                "tokens": True,
            },
        }
    ]


def test_somebody_else_teaches(legwork: Terminal, sent: list[Any]) -> None:
    days = ("--from", "2027-05-04", "--to", "2027-05-06")
    words = ("ana", "A", *days, "--reason", "Ill", "--notify", "--no-wait")
    assert legwork("class", "substitute", *words).code == 0
    assert sent[0]["kind"] == "assign_substitute"
    assert sent[0]["params"] == {
        "classes": ["A"],
        "from_date": "2027-05-04",
        "to_date": "2027-05-06",
        "notify": True,
        "substitute": "ana",
        "reason": "Ill",
    }


def test_a_token_is_redeemed(legwork: Terminal, sent: list[Any]) -> None:
    ended = legwork("class", "redeem", "S 31", "T-1", "A", "2027-05-04T18:00")
    assert ended.out == "S 31 comes to A on 2027-05-04 at 18:00.\n"
    assert sent == [{"class": "A", "date": "2027-05-04", "starts": "18:00"}]
