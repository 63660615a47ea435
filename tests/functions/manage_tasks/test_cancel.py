import pytest

from legwork.domain.effect import Item, Key
from tests.functions.aws import RECORDS, TASKS, Aws
from tests.functions.invoking import Functions
from tests.functions.town import Town


def written(aws: Aws) -> tuple[dict[Key, Item], dict[Key, Item]]:
    """Everything in both tables."""
    return aws.rows(TASKS), aws.rows(RECORDS)


def test_after_the_answer_nothing_more_is_done(town: Town, functions: Functions, aws: Aws) -> None:
    path = town.imported(town.games(7))
    first, *others = functions.plan()
    functions.messages("run_job", [first])
    done = town.ana.get(path).body["progress"]["succeeded"]

    answer = town.ana.post(f"{path}/cancel", {"reason": "Rain"})
    before = written(aws)
    assert functions.messages("run_job", others) == []

    task = answer.body
    assert answer.status == 200
    assert (task["state"], task["status"]) == ("cancelled", "Canceled")
    assert (task["cancelled"]["by"], task["cancelled"]["reason"]) == ("Ana", "Rain")
    assert 0 < done < 7
    assert (task["progress"]["succeeded"], task["progress"]["not_attempted"]) == (done, 7 - done)
    assert task["progress"]["remaining"] == 0
    assert written(aws) == before
    assert town.ana.get(f"{path}/audit").body["ok"]
    saved = town.ana.get(f"/v1/permits/{town.permit}").body["reservations"]
    assert saved["total"] == done


def test_a_plan_that_comes_after_the_cancel_opens_no_gate(
    town: Town, functions: Functions, aws: Aws
) -> None:
    path = town.imported(town.games(3))
    planning = aws.received("planning")
    town.ana.post(f"{path}/cancel")

    assert functions.messages("plan_task", planning) == []

    assert aws.received("tokens") == []
    task = town.ana.get(path).body
    assert (task["state"], task["progress"]["total"]) == ("cancelled", 0)


@pytest.mark.usefixtures("small_batches")
def test_a_cancelled_billout_leaves_a_receipt_for_what_it_billed(
    town: Town, functions: Functions
) -> None:
    functions.configure(PERMIT_BILLOUT_BACKGROUND_AT=5)
    town.stored(5)
    path = town.ana.launch("POST", f"/v1/permits/{town.permit}/billout").headers["location"]
    functions.messages("run_job", functions.plan()[:1])

    task = town.ana.post(f"{path}/cancel").body

    receipt = town.ana.get(task["result"]["href"]).body
    permit = town.ana.get(f"/v1/permits/{town.permit}").body
    holder = town.ana.get(f"/v1/holders/{town.holder}").body
    assert receipt["line_count"] == 2
    assert receipt["line_count"] == task["progress"]["succeeded"]
    assert receipt["line_count"] == permit["reservations"]["billed"]
    assert receipt["total_cents"] == permit["amount_cents"]["billed"]
    assert receipt["total_cents"] == holder["balance_cents"]


def test_a_task_that_has_ended_cannot_be_cancelled(town: Town, functions: Functions) -> None:
    completed = town.imported([town.game()])
    functions.work()
    cancelled = town.imported([town.game()])
    town.ana.post(f"{cancelled}/cancel")

    for path in (completed, cancelled):
        refused = town.ana.post(f"{path}/cancel")

        assert refused.status == 409
        assert refused.headers["content-type"] == "application/problem+json"
        assert "ended" in refused.body["detail"]


def test_the_purge_of_a_cancelled_task_waits_ten_minutes(town: Town, aws: Aws) -> None:
    waiting = aws.held_back("purge")

    town.ana.post(f"{town.imported([town.game()])}/cancel")

    assert aws.held_back("purge") == waiting + 1
    assert aws.received("purge") == []


def test_a_reason_is_a_text(town: Town) -> None:
    path = town.imported([town.game()])

    for body, field in (({"reason": 5}, "reason"), ({"why": "Rain"}, "why")):
        refused = town.ana.post(f"{path}/cancel", body)

        assert (refused.status, refused.fields) == (400, [field])
    assert town.ana.get(path).body["state"] == "queued"
