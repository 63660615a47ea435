import json

import pytest

from tests.functions.aws import RECORDS, TASKS, Aws
from tests.functions.invoking import Functions
from tests.functions.town import Town


def test_a_task_whose_planning_is_dead_fails_with_the_reason(
    town: Town, functions: Functions, aws: Aws
) -> None:
    path = town.imported([town.game()])

    assert functions.messages("close_dead", aws.received("planning")) == []

    task = town.ana.get(path).body
    assert (task["state"], task["status"]) == ("failed", "Failed")
    assert "planning failed again and again" in task["failure"]


def test_a_plan_that_was_made_after_all_is_left_alone(
    town: Town, functions: Functions, aws: Aws
) -> None:
    path = town.imported([town.game()])
    (message,) = aws.received("planning")
    functions.messages("plan_task", [message])

    assert functions.messages("close_dead", [message]) == []

    assert town.ana.get(path).body["state"] == "running"


@pytest.mark.usefixtures("small_batches")
def test_a_dead_token_closes_its_batch_and_the_lane_goes_on(
    town: Town, functions: Functions, aws: Aws
) -> None:
    functions.configure(LANES_MAX=1, PERMIT_BILLOUT_BACKGROUND_AT=5)
    town.stored(5)
    path = town.ana.launch("POST", f"/v1/permits/{town.permit}/billout").headers["location"]
    (dead,) = functions.plan()

    assert functions.messages("close_dead", [dead]) == []

    (token,) = map(json.loads, aws.received("tokens"))
    assert token["cursor"] == 1
    assert functions.messages("run_job", [json.dumps(token)]) == []
    task = town.ana.get(path).body
    assert (task["state"], task["status"]) == ("completed", "Errors")
    assert (task["progress"]["succeeded"], task["progress"]["errors"]) == (3, 2)
    errors = town.ana.get(f"{path}/outcomes", outcome="error").body["outcomes"]
    assert {error["code"] for error in errors} == {"gave_up"}
    assert town.ana.get(f"{path}/audit").body["ok"]
    assert town.ana.get(f"/v1/permits/{town.permit}").body["reservations"]["billed"] == 3


@pytest.mark.usefixtures("small_batches")
def test_a_lane_that_has_moved_since_is_sent_a_fresh_token(
    town: Town, functions: Functions, aws: Aws
) -> None:
    functions.configure(LANES_MAX=1, SLICE_SECONDS=0, PERMIT_BILLOUT_BACKGROUND_AT=5)
    town.stored(5)
    path = town.ana.launch("POST", f"/v1/permits/{town.permit}/billout").headers["location"]
    (dead,) = functions.plan()
    functions.messages("run_job", [dead])
    aws.received("tokens")

    assert functions.messages("close_dead", [dead]) == []

    functions.work()
    task = town.ana.get(path).body
    assert (task["progress"]["succeeded"], task["progress"]["errors"]) == (5, 0)
    assert task["state"] == "completed"


def test_tokens_of_cancelled_and_ended_tasks_change_nothing(
    town: Town, functions: Functions, aws: Aws
) -> None:
    cancelled = town.imported(town.games(7))
    tokens = functions.plan()
    town.ana.post(f"{cancelled}/cancel")
    town.imported(town.games(2))
    ended = functions.plan()
    functions.messages("run_job", ended)
    before = aws.rows(TASKS), aws.rows(RECORDS)

    assert functions.messages("close_dead", [*tokens, *ended]) == []

    assert (aws.rows(TASKS), aws.rows(RECORDS)) == before
    assert aws.received("tokens") == []


def test_one_bad_message_of_several_comes_back_alone(
    town: Town, functions: Functions, aws: Aws
) -> None:
    path = town.imported([town.game()])
    (message,) = aws.received("planning")

    assert functions.messages("close_dead", ["nothing", "[]", message]) == [0, 1]

    assert town.ana.get(path).body["state"] == "failed"
