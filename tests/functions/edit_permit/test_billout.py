from tests.functions.aws import RECORDS, Aws
from tests.functions.people import Answer
from tests.functions.town import Town


def billed(town: Town, **more: str) -> Answer:
    """The answer to a bill-out of all that is not billed yet."""
    return town.ana.launch("POST", f"/v1/permits/{town.permit}/billout", **more)


def test_a_small_billout_is_done_at_once(town: Town, aws: Aws) -> None:
    asked = {"prompts": ["Dogs?"], "waivers": 1, "forms": []}
    body = town.save(town.games(3), requirements=asked)
    town.ana.launch("PUT", f"/v1/permits/{town.permit}", body)

    answer = billed(town)

    receipt = answer.body
    assert answer.status == 200
    assert (receipt["permit"], receipt["holder"]) == (town.permit, town.holder)
    assert receipt["payment"] == "Balance Due (Pay Later)"
    assert receipt["outstanding"] == asked
    assert receipt["total_cents"] == 3_003
    assert receipt["total_cents"] == sum(line["amount_cents"] for line in receipt["lines"])
    assert len(receipt["lines"]) == receipt["line_count"] == 3
    holder = town.ana.get(f"/v1/holders/{town.holder}").body
    assert holder["balance_cents"] == 3_003
    assert [(one["receipt"], one["amount_cents"]) for one in holder["postings"]] == [
        (receipt["id"], 3_003)
    ]
    permit = town.ana.get(f"/v1/permits/{town.permit}").body
    assert permit["reservations"] == {"total": 3, "reserved": 0, "cancelled": 0, "billed": 3}
    assert town.ana.get(f"/v1/receipts/{receipt['id']}").body["lines"] == receipt["lines"]
    assert town.ana.get("/v1/tasks").body["tasks"] == []
    assert aws.received("planning") == []


def test_nothing_is_billed_twice(town: Town, aws: Aws) -> None:
    town.saved(2)
    billed(town)
    before = aws.rows(RECORDS)

    second = billed(town)

    assert (second.status, second.body["id"], second.body["total_cents"]) == (200, None, 0)
    assert aws.rows(RECORDS) == before


def test_the_same_billout_again_answers_with_the_same_receipt(town: Town) -> None:
    town.saved(2)
    first = billed(town, key="bill")
    town.ana.launch("PUT", f"/v1/permits/{town.permit}", town.save([town.game(5)]))

    again = billed(town, key="bill")

    assert (again.status, again.body) == (200, first.body)
    assert town.ana.get(f"/v1/permits/{town.permit}").body["reservations"]["billed"] == 2


def test_a_key_of_a_billout_is_good_for_nothing_else(town: Town) -> None:
    town.saved(2)
    billed(town, key="bill")

    named = town.ana.launch(
        "POST", f"/v1/permits/{town.permit}/billout", {"reservations": ["0" * 16]}, key="bill"
    )

    assert named.status == 422


def test_some_may_be_billed_and_the_rest_later(town: Town) -> None:
    town.saved(3)
    path = f"/v1/permits/{town.permit}"
    ids = [one["id"] for one in town.ana.get(f"{path}/reservations").body["reservations"]]

    some = town.ana.launch("POST", f"{path}/billout", {"reservations": ids[:1]}).body
    both = town.ana.launch("POST", f"{path}/billout", {"reservations": ids[:2]}).body
    rest = billed(town).body

    assert [line["reservation"] for line in some["lines"]] == ids[:1]
    assert [line["reservation"] for line in both["lines"]] == ids[1:2]
    assert [line["reservation"] for line in rest["lines"]] == ids[2:]
    postings = town.ana.get(f"/v1/holders/{town.holder}").body["postings"]
    assert [one["receipt"] for one in postings] == [some["id"], both["id"], rest["id"]]


def test_a_repeat_after_a_change_of_holder_bills_the_new_one(town: Town) -> None:
    town.saved(1)
    first = billed(town).body
    body = {**town.save([town.game(1)]), "holder": f"{town.holder}-new"}
    town.ana.launch("PUT", f"/v1/permits/{town.permit}", body)

    second = billed(town).body

    assert second["holder"] == f"{town.holder}-new"
    balances = [
        town.ana.get(f"/v1/holders/{name}").body["balance_cents"]
        for name in (town.holder, f"{town.holder}-new")
    ]
    assert balances == [first["total_cents"], second["total_cents"]]
