import json

import pytest

from tests.functions.aws import RECORDS, TASKS, Aws
from tests.functions.invoking import Functions
from tests.functions.town import Town

NONE = '{"ref": {"account": "a", "id": "b", "listed": true}, "lane": 0, "number": 1, "cursor": 0}'


def test_the_last_lane_finishes_the_task(town: Town, functions: Functions) -> None:
    path = town.imported(town.games(7))
    *others, last = functions.plan()
    assert functions.messages("run_job", others) == []
    assert town.ana.get(path).body["state"] == "running"

    assert functions.messages("run_job", [last]) == []

    task = town.ana.get(path).body
    assert (task["state"], task["progress"]["succeeded"]) == ("completed", 7)
    assert task["ended_at"] is not None


def test_a_token_delivered_twice_does_nothing_twice(
    town: Town, functions: Functions, aws: Aws
) -> None:
    town.imported(town.games(5))
    tokens = functions.plan()
    functions.messages("run_job", tokens)
    before = aws.rows(RECORDS), aws.rows(TASKS)

    assert functions.messages("run_job", [*tokens, *tokens]) == []

    assert (aws.rows(RECORDS), aws.rows(TASKS)) == before


def test_one_bad_message_of_several_comes_back_alone(town: Town, functions: Functions) -> None:
    path = town.imported(town.games(7))
    first, *others = functions.plan()

    failed = functions.messages("run_job", [first, "no message", "{}", NONE, *others])

    assert failed == [1, 2]
    assert town.ana.get(path).body["state"] == "completed"


@pytest.mark.usefixtures("small_batches")
def test_a_slice_that_is_over_sends_the_token_on(
    town: Town, functions: Functions, aws: Aws
) -> None:
    functions.configure(LANES_MAX=1, SLICE_SECONDS=0, PERMIT_BILLOUT_BACKGROUND_AT=5)
    town.stored(5)
    path = town.ana.launch("POST", f"/v1/permits/{town.permit}/billout").headers["location"]
    tokens, seen = functions.plan(), []
    while tokens:
        (token,) = tokens
        assert functions.messages("run_job", [token]) == []
        done = town.ana.get(path).body["progress"]["succeeded"]
        seen.append((json.loads(token)["number"], json.loads(token)["cursor"], done))
        tokens = aws.received("tokens")

    assert seen == [(1, 0, 2), (2, 1, 4), (3, 2, 5)]
    assert town.ana.get(path).body["state"] == "completed"


def test_a_broken_row_costs_itself_and_no_other(town: Town, functions: Functions) -> None:
    rows = town.csv(town.games(3)).splitlines()
    raw = "\n".join([*rows, "a,b", 'P-1,"Game,Field,x,y,5', *rows[1:2], ""]).encode()
    raw += b"P-1,Game,Field \xff,2027-05-01T08:00,2027-05-01T09:00,5\n"
    answer = town.ana.launch("POST", "/v1/tasks", town.importing(raw))

    functions.work()

    path = answer.headers["location"]
    outcomes = town.ana.get(f"{path}/outcomes", outcome="error,skipped").body["outcomes"]
    assert {one["target"]: one["code"] for one in outcomes} == {
        "line 5": "bad_row",
        "line 6": "bad_row",
        "line 7": "unchanged",
        "line 8": "bad_row",
    }
    assert town.ana.get(path).body["progress"]["succeeded"] == 3
