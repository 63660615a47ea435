from tests.functions.invoking import Functions
from tests.functions.town import Town

PERMIT = "/v1/permits/P-9"
BILLING = f"{PERMIT}/billout"
HOLDER = "/v1/holders/H-9"


def billed(town: Town, functions: Functions, number: int) -> str:
    """The path of a bill-out that has ended."""
    functions.configure(PERMIT_BILLOUT_BACKGROUND_AT=2)
    games = [town.game(hour) for hour in range(number)]
    assert town.ana.launch("PUT", PERMIT, {"holder": "H-9", "reservations": games}).status == 200
    path = town.ana.launch("POST", BILLING).headers["location"]
    functions.work()
    return path


def test_an_undo_takes_back_what_a_bill_out_did(town: Town, functions: Functions) -> None:
    first = billed(town, functions, 3)
    before = town.ana.get(first).body
    assert (before["may"]["undo"], before["undo_warning"]) == (True, None)

    answer = town.ana.launch("POST", f"{first}/undo", key="undo")
    again = town.ana.launch("POST", f"{first}/undo", key="undo")
    functions.work()

    assert (answer.status, answer.headers["location"]) == (202, again.headers["location"])
    undo = town.ana.get(answer.headers["location"]).body
    assert (undo["state"], undo["progress"]["succeeded"]) == ("completed", 3)
    assert f"/v1/tasks/{undo['undo_of']}" == first
    after = town.ana.get(first).body
    assert (after["undone_by"], after["may"]["undo"]) == (undo["id"], False)
    receipt = town.ana.get(undo["result"]["href"]).body
    assert (receipt["reversed"]["void"], receipt["reversed"]["line_count"]) == (True, 3)
    assert (receipt["reversed"]["amount_cents"], receipt["lines"]) == (receipt["total_cents"], [])
    holder = town.ana.get(HOLDER).body
    assert holder["balance_cents"] == 0
    assert [one["counters"] for one in holder["postings"]] == [None, receipt["id"]]
    assert town.ana.get(PERMIT).body["reservations"]["billed"] == 0
    for path in (first, answer.headers["location"]):
        assert town.ana.get(f"{path}/audit").body["ok"]


def test_what_is_refused_has_a_type_of_its_own(town: Town, functions: Functions) -> None:
    first = billed(town, functions, 2)
    undo = town.ana.launch("POST", f"{first}/undo").headers["location"]

    def refused(path: str) -> str:
        answer = town.ana.launch("POST", f"{path}/undo")
        assert answer.status == 409, answer.text
        return str(answer.body["type"]).rsplit(":", 1)[1]

    assert refused(first) == "undone-already"
    functions.work()
    assert refused(undo) == "cannot-be-undone"
    running = town.imported([town.game(9)])
    assert refused(running) in {"wrong-state", "cannot-be-undone"}
    assert town.ana.post(f"{first}/undo").fields == ["Idempotency-Key"]


def test_an_undo_is_previewed_and_what_was_shown_is_run(town: Town, functions: Functions) -> None:
    first = billed(town, functions, 3)
    undone = first.rsplit("/", 1)[1]
    asked = {"undo_of": undone}
    preview = town.ana.launch("POST", "/v1/previews", asked)
    assert preview.status == 202, preview.text
    assert preview.body["undo_of"] == undone
    functions.work()
    assert town.ana.get(HOLDER).body["balance_cents"] > 0
    assert town.ana.get(first).body["undone_by"] is None

    run = town.ana.launch("POST", "/v1/tasks", {"preview": preview.body["id"]})
    functions.work()
    assert (run.status, run.body["undo_of"]) == (202, undone)
    assert town.ana.get(HOLDER).body["balance_cents"] == 0
    assert town.ana.get(first).body["undone_by"] == run.body["id"]
    refused = town.ana.launch("POST", "/v1/previews", asked)
    assert (refused.status, refused.body["type"].rsplit(":", 1)[1]) == (409, "undone-already")
    more = town.ana.launch("POST", "/v1/previews", {**asked, "kind": "permit_billout"})
    assert more.fields == ["kind"]


def test_the_same_preview_asked_for_again_is_the_same_and_a_key_is_for_one_request(
    town: Town, functions: Functions
) -> None:
    first = billed(town, functions, 3)
    asked = {"undo_of": first.rsplit("/", 1)[1]}
    preview = town.ana.launch("POST", "/v1/previews", asked, key="look")
    functions.work()
    # Also once the task is undone, which would refuse another one.
    town.ana.launch("POST", f"{first}/undo", key="undo")
    again = town.ana.launch("POST", "/v1/previews", asked, key="look")
    assert (again.status, again.body["id"]) == (202, preview.body["id"])
    others = [
        town.ana.launch("POST", "/v1/previews", {"retry_of": asked["undo_of"]}, key="look"),
        town.ana.launch("POST", "/v1/tasks", {"preview": preview.body["id"]}, key="look"),
        town.ana.launch("POST", f"{first}/undo", key="look"),
        town.ana.launch("POST", "/v1/previews", asked, key="undo"),
    ]
    assert [(one.status, one.body["type"].rsplit(":", 1)[1]) for one in others] == [
        (422, "key-reused")
    ] * 4
