"""What an account is told of its calls, and how it is told that there were too many (P7)."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from legwork import bootstrap
from legwork.testing.clock import FrozenClock
from tests.functions.invoking import Functions
from tests.functions.town import Town

POLICY = re.compile(r'"(calls|stops)";q=\d+;w=\d+')
LIMIT = re.compile(r'"(calls|stops)";r=\d+;t=\d+')


@pytest.fixture
def clock(
    town: Town, functions: Functions, monkeypatch: pytest.MonkeyPatch
) -> Iterator[FrozenClock]:
    """Three calls at once for each account, and one a second, on a clock that stands still."""
    clock = FrozenClock()
    monkeypatch.setattr(bootstrap, "clock", lambda: clock)
    functions.configure(REQUESTS_AT_ONCE=3, REQUESTS_PER_SECOND=1)
    bootstrap.doorkeeper.cache_clear()
    yield clock
    bootstrap.doorkeeper.cache_clear()


def test_every_answer_says_how_many_calls_are_left(town: Town, clock: FrozenClock) -> None:
    answers = [town.ana.get("/v1/tasks") for _ in range(3)]

    assert [answer.headers["ratelimit"] for answer in answers] == [
        '"calls";r=2;t=1',
        '"calls";r=1;t=2',
        '"calls";r=0;t=3',
    ]
    assert {answer.headers["ratelimit-policy"] for answer in answers} == {'"calls";q=3;w=3'}
    refused = town.ana.get("/v1/tasks/nothing")
    assert LIMIT.fullmatch(refused.headers["ratelimit"])
    assert POLICY.fullmatch(refused.headers["ratelimit-policy"])


def test_who_calls_too_often_is_told_when_to_go_on(town: Town, clock: FrozenClock) -> None:
    for _ in range(3):
        assert town.ana.get("/v1/tasks").status == 200

    answer = town.ana.get("/v1/tasks")

    assert answer.status == 429
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["retry-after"] == "1"
    assert answer.body["type"] == "urn:legwork:problem:too-many-calls"
    assert "Wait 1 s" in answer.body["detail"]
    clock.advance(timedelta(seconds=1))
    assert town.ana.get("/v1/tasks").status == 200


def test_another_account_notices_nothing(town: Town, clock: FrozenClock) -> None:
    assert [town.ana.get("/v1/tasks").status for _ in range(5)] == [200, 200, 200, 429, 429]
    assert [town.dana.get("/v1/tasks").status for _ in range(3)] == [200, 200, 200]


def test_all_functions_take_from_one_bucket(town: Town, clock: FrozenClock) -> None:
    for path in ("/v1/tasks", "/v1/kinds", "/v1/autopilots"):
        assert town.ana.get(path).status == 200
    for path in ("/v1/classes/A", "/v1/families/F", "/v1/tasks", "/v1/kinds"):
        assert town.ana.get(path).status == 429


def test_a_task_can_be_stopped_all_the_same(town: Town, clock: FrozenClock) -> None:
    for _ in range(4):
        town.ana.get("/v1/tasks")

    answer = town.ana.post("/v1/tasks/01ARZ3NDEKTSV4RRFFQ69G5FAV/cancel")

    assert answer.status == 404
    assert answer.headers["ratelimit-policy"] == '"stops";q=3;w=3'
