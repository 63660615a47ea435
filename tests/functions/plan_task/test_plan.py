import json

from tests.functions.aws import TASKS, Aws
from tests.functions.invoking import Functions
from tests.functions.town import Town

NONE = (
    '{"ref": {"account": "a", "id": "b", "listed": true},'
    ' "attempt": 0, "leg": 0, "after": null, "total": 0, "batches": []}'
)


def test_a_plan_opens_the_lanes_and_sends_a_token_each(town: Town, functions: Functions) -> None:
    # A facility's games share a lane: of so many facilities not all fall into the same one.
    path = town.imported(town.game(place, facility=f"Court {place}") for place in range(30))

    tokens = [json.loads(token) for token in functions.plan()]

    task = town.ana.get(path).body
    assert (task["state"], task["progress"]["total"]) == ("running", 30)
    assert task["started_at"] is not None
    assert 1 < len(tokens) <= 3
    assert len({token["lane"] for token in tokens}) == len(tokens)
    assert {(token["number"], token["cursor"]) for token in tokens} == {(1, 0)}


def test_the_same_message_again_changes_nothing(town: Town, functions: Functions, aws: Aws) -> None:
    town.imported(town.games(3))
    (message,) = aws.received("planning")
    assert functions.messages("plan_task", [message]) == []
    aws.received("tokens")
    before = aws.rows(TASKS)

    assert functions.messages("plan_task", [message, message]) == []

    assert aws.rows(TASKS) == before
    assert aws.received("tokens") == []


def test_one_bad_message_of_several_comes_back_alone(
    town: Town, functions: Functions, aws: Aws
) -> None:
    paths = [town.imported([town.game(place)]) for place in range(2)]
    first, second = aws.received("planning")

    failed = functions.messages("plan_task", [first, "no message", '{"ref": 1}', NONE, second])

    assert failed == [1, 2]
    assert {town.ana.get(path).body["state"] for path in paths} == {"running"}


def test_an_empty_selection_completes_at_once_and_says_so(town: Town, functions: Functions) -> None:
    path = town.imported([])

    assert functions.plan() == []

    task = town.ana.get(path).body
    assert (task["state"], task["status"]) == ("completed", "Complete")
    assert task["progress"]["total"] == 0
    assert task["result"]["summary"] == "The file has no rows."


def test_a_task_that_cannot_be_planned_fails_with_the_reason(
    town: Town, functions: Functions, aws: Aws
) -> None:
    path = town.imported([town.game()])
    (upload,) = aws.files(f"uploads/{town.account}/")
    aws.put_file(upload, b"what is this?\n")

    assert functions.plan() == []

    task = town.ana.get(path).body
    assert (task["state"], task["status"]) == ("failed", "Failed")
    assert "cannot be read" in task["failure"]
    assert task["may"]["delete"]


def test_rows_that_are_none_do_not_stop_the_plan(town: Town, functions: Functions) -> None:
    """What once raised within the planner and took the whole file down."""
    last = town.game(0, starts_at="9999-12-31T08:00", ends_at="9999-12-31T09:00")
    beyond = town.game(1, amount_cents="9" * 5_000)
    path = town.imported([last, beyond, town.game(2)])

    functions.work()

    task = town.ana.get(path).body
    assert task["state"] == "completed"
    assert (task["progress"]["succeeded"], task["progress"]["errors"]) == (2, 1)
