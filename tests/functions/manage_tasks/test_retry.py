from typing import Any

from tests.functions.invoking import Functions
from tests.functions.town import Town


def test_a_retry_takes_up_what_was_not_attempted(town: Town, functions: Functions) -> None:
    first = town.imported(town.games(7))
    functions.messages("run_job", functions.plan()[:1])
    left = town.ana.post(f"{first}/cancel").body["progress"]["not_attempted"]

    answer = town.ana.launch("POST", f"{first}/retry", key="retry")
    again = town.ana.launch("POST", f"{first}/retry", key="retry")
    functions.work()

    assert (answer.status, answer.headers["location"]) == (202, again.headers["location"])
    retry = town.ana.get(answer.headers["location"]).body
    assert f"/v1/tasks/{retry['retry_of']}" == first
    assert (retry["state"], retry["progress"]["succeeded"]) == ("completed", left)
    assert town.ana.get(f"/v1/permits/{town.permit}").body["reservations"]["total"] == 7


def test_a_retry_needs_an_end_and_something_left(town: Town, functions: Functions) -> None:
    running, complete = town.imported([town.game(1)]), town.imported([town.game(2)])

    assert town.ana.launch("POST", f"{running}/retry").status == 409
    functions.work()
    assert town.ana.launch("POST", f"{complete}/retry").status == 409
    assert town.ana.post(f"{complete}/retry").fields == ["Idempotency-Key"]


def test_only_what_ended_with_a_code_is_retried(town: Town) -> None:
    path = town.imported([*town.games(2), town.game(3, amount_cents=-1)])
    town.functions.work()
    groups = town.ana.get(f"{path}/outcomes/summary").body["groups"]
    assert [(one["outcome"], one["code"], one["count"]) for one in groups] == [
        ("succeeded", "", 2),
        ("error", "bad_row", 1),
    ]
    assert groups[0]["example"] is None
    assert groups[1]["example"]["target"] == "line 4"
    assert [one["retried_by"] for one in groups] == [None, None]
    assert town.ana.get(path).body["leftover"] == 1

    none = town.ana.launch("POST", f"{path}/retry", {"codes": ["conflict"]})
    assert none.status == 409, none.text
    retry = town.ana.launch("POST", f"{path}/retry", {"codes": ["bad_row"]})
    assert (retry.status, retry.body["retry_takes"]) == (202, 1)
    first = town.ana.get(path).body
    assert (first["retried_by"], first["leftover"]) == (retry.body["id"], 0)
    taken = town.ana.get(f"{path}/outcomes/summary").body["groups"][1]
    assert (taken["count"], taken["retried_by"]) == (1, retry.body["id"])
    refused: list[dict[str, Any]] = [{"codes": []}, {"codes": [""]}, {"colour": "red"}]
    for wrong in refused:
        assert town.ana.launch("POST", f"{path}/retry", wrong).status == 400
