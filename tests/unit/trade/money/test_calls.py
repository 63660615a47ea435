import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from legwork.domain.effect import Update
from legwork.store.records import effects_in_account
from legwork.trade.classes.class_ import Class
from legwork.trade.money.account import LastCharge, account_key, guard_attribute, guard_of
from legwork.trade.money.api.records import accounts
from tests.unit.account import Account
from tests.unit.api.asking import Answer, ask, event, set_up
from tests.unit.trade.money.books import opened, problems
from tests.unit.trade.money.homes import has, home, owes, school

PATH = "/v1/families/F1"


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Account:
    account = Account()
    school(account, Class(id="JUDO"))
    home(account, "F1", {"S1": ["JUDO"]})
    home(account, "F2", {"S2": ["JUDO"]})
    set_up(monkeypatch, account)
    return account


def call(
    method: str,
    path: str,
    body: Any = None,
    *,
    key: str | None = "key-1",
    groups: Sequence[str] = ("transactions",),
) -> Answer:
    made = event(method, path, body=None if body is None else json.dumps(body), groups=groups)
    if key is not None:
        made["headers"]["idempotency-key"] = key
    return ask(accounts.calls, made)


def post(what: str, body: Mapping[str, Any], key: str = "key-1") -> Any:
    answer = call("POST", f"{PATH}/{what}", body, key=key)
    assert answer.status == 201, answer.text
    return answer.body


def read() -> Any:
    return call("GET", f"{PATH}/account", key=None).body


CHARGE = {"amount_cents": 7_000, "category": "tuition"}


def test_a_charge_is_posted_with_all_that_is_said_of_it(account: Account) -> None:
    said = {**CHARGE, "class": "JUDO", "student": "S1", "note": "April", "due_day": "2999-05-01"}
    made = post("charges", said)
    assert {name: made[name] for name in said} == said
    assert (made["type"], made["open_cents"], made["countered"]) == ("charge", 7_000, False)
    assert read()["postings"] == [made]
    last = opened(account).last_charge(guard_of("tuition", "JUDO", "S1"))
    assert last == LastCharge(made["day"], made["id"]), "a task sees that it was charged"


def test_a_repeated_call_posts_once(account: Account) -> None:
    assert post("charges", CHARGE) == post("charges", CHARGE)
    assert post("payments", {"amount_cents": 5}, "key-2") == post(
        "payments", {"amount_cents": 5}, "key-2"
    )
    assert read()["balance_cents"] == 6_995
    reused = call("POST", f"{PATH}/charges", {**CHARGE, "amount_cents": 1})
    assert (reused.status, reused.body["type"]) == (422, "urn:legwork:problem:key-reused")
    assert call("POST", f"{PATH}/charges", CHARGE, key=None).status == 400


def test_payments_and_credits_lower_the_balance(account: Account) -> None:
    post("charges", CHARGE)
    paid = post("payments", {"amount_cents": 2_000, "reference": "Check 17"}, "key-2")
    assert (paid["amount_cents"], paid["open_cents"], paid["category"]) == (-2_000, 2_000, "cash")
    post("credits", {"amount_cents": 500, "category": "scholarship"}, "key-3")
    found = read()
    assert (found["balance_cents"], found["unused_cents"]) == (4_500, 2_500)
    assert problems(account) == []


def test_a_payment_may_go_to_the_oldest_charges_at_once(account: Account) -> None:
    owes(account, "F1", 1_000, due="2027-04-01")
    owes(account, "F1", 1_000, due="2027-03-01")
    paid = post("payments", {"amount_cents": 1_500, "apply": True})
    assert paid["open_cents"] == 0
    assert [one.cents for one in opened(account).account.oldest_first()] == [500]
    assert problems(account) == []


def test_a_payment_goes_to_as_many_charges_as_one_call_can_write(account: Account) -> None:
    for _ in range(120):
        owes(account, "F1", 10)
    assert post("payments", {"amount_cents": 2_000, "apply": True})["open_cents"] == 1_200
    assert problems(account) == []


@pytest.mark.parametrize(
    ("what", "body", "field"),
    [
        ("charges", {**CHARGE, "amount_cents": -1}, "amount_cents"),
        ("charges", {**CHARGE, "amount_cents": 0}, "amount_cents"),
        ("payments", {"amount_cents": -1}, "amount_cents"),
        ("charges", {"amount_cents": 1}, "category"),
        ("charges", {**CHARGE, "category": "Tuition!"}, "category"),
        ("charges", {**CHARGE, "student": "S2"}, "student"),
        ("charges", {**CHARGE, "class": "CHESS"}, "class"),
        ("charges", {**CHARGE, "day": "2027-02-30"}, "day"),
        ("charges", {**CHARGE, "day": "2027-04-05", "due_day": "2027-04-04"}, "due_day"),
        ("credits", {"amount_cents": 1, "category": "x", "card": "4242"}, "card"),
    ],
)
def test_what_cannot_be_is_refused(
    account: Account, what: str, body: dict[str, Any], field: str
) -> None:
    answer = call("POST", f"{PATH}/{what}", body)
    assert answer.status == 400, answer.text
    assert [one["field"] for one in answer.body["errors"]] == [field]
    assert read()["postings"] == []


def test_the_account_is_paged_the_latest_first_with_its_balance_on_every_page(
    account: Account,
) -> None:
    for number in range(7):
        owes(account, "F1", 100 + number)
    seen, cursor, pages = [], "", 0
    while True:
        answer = call("GET", f"{PATH}/account?limit=3{cursor}", key=None).body
        assert answer["balance_cents"] == 721
        seen += [one["id"] for one in answer["postings"]]
        pages += 1
        if answer["next_cursor"] is None:
            break
        cursor = f"&cursor={answer['next_cursor']}"
    assert pages == 3
    assert len(seen) == len(set(seen)) == 7
    assert call("GET", f"{PATH}/account?cursor=nonsense", key=None).status == 400
    elsewhere = call("GET", f"/v1/families/F2/account?{cursor[1:]}", key=None)
    assert elsewhere.status == 400, "a cursor of another account"


def counter(posting: str, key: str = "key-9", **body: Any) -> Answer:
    return call("POST", f"{PATH}/postings/{posting}/counter", body, key=key)


def test_a_posting_is_countered_once(account: Account) -> None:
    made = post("charges", CHARGE)
    countered = counter(made["id"], note="A mistake")
    assert countered.status == 201
    assert countered.body["amount_cents"] == -7_000
    assert countered.body["counters"] == made["id"]
    assert counter(made["id"], note="A mistake").body == countered.body, "the same call again"
    again = counter(made["id"], "another key")
    assert (again.status, again.body["type"]) == (409, "urn:legwork:problem:not-counterable")
    assert counter(countered.body["id"], "another key").status == 409
    found = read()
    assert found["balance_cents"] == 0
    assert [one["countered"] for one in found["postings"]] in ([False, True], [True, False])


def test_a_charge_that_a_payment_is_linked_to_cannot_be_countered_until_unlinked(
    account: Account,
) -> None:
    made = post("charges", CHARGE)
    post("payments", {"amount_cents": 2_000, "apply": True}, "key-2")
    refused = counter(made["id"])
    assert (refused.status, refused.body["type"]) == (409, "urn:legwork:problem:not-counterable")

    unlinked = call("POST", f"{PATH}/postings/{made['id']}/unlink")
    assert (unlinked.status, unlinked.body["open_cents"]) == (200, 7_000)
    assert call("POST", f"{PATH}/postings/{made['id']}/unlink").body == unlinked.body
    assert counter(made["id"]).status == 201
    assert problems(account) == []


def test_countering_a_charge_frees_its_payments_as_unapplied_credit(account: Account) -> None:
    made = post("charges", CHARGE)
    post("payments", {"amount_cents": 2_000, "apply": True}, "key-2")
    assert counter(made["id"], unlink=True).status == 201
    found = read()
    assert (found["balance_cents"], found["unused_cents"]) == (-2_000, 2_000)
    assert problems(account) == []


def test_countering_a_payment_opens_its_charges_again(account: Account) -> None:
    made = post("charges", CHARGE)
    paid = post("payments", {"amount_cents": 2_000, "apply": True}, "key-2")
    assert counter(paid["id"], unlink=True).status == 201
    [again] = [one for one in read()["postings"] if one["id"] == made["id"]]
    assert again["open_cents"] == 7_000
    assert problems(account) == []


def test_what_is_not_there(account: Account) -> None:
    assert call("GET", "/v1/families/X/account", key=None).status == 404
    assert call("POST", "/v1/families/X/charges", CHARGE).status == 404
    for what in ("counter", "unlink"):
        assert call("POST", f"{PATH}/postings/X/{what}").status == 404


def test_one_audit_looks_at_the_accounts_of_all_families(account: Account) -> None:
    for number in range(3, 8):
        home(account, f"F{number}", {f"S{number}": ["JUDO"]})
        owes(account, f"F{number}", 100, class_id="JUDO", student=f"S{number}")
    seen, cursor = 0, ""
    while True:
        page = call("GET", f"/v1/accounts/audit?limit=2{cursor}", key=None).body
        assert (page["ok"], page["problems"]) == (True, [])
        assert page["balance_cents"] == 100 * page["postings"]
        seen += page["families"]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == 7


def test_the_audit_says_what_does_not_add_up(account: Account) -> None:
    owes(account, "F1", 100, class_id="JUDO", student="S1")
    spoilt = guard_attribute(guard_of("tuition", "JUDO", "S1"))
    account.commit([Update(account_key("F1"), remove=(spoilt,))])
    account.commit([Update(account_key("F2"), set={"open#X": {"cents": "many"}})])
    page = call("GET", "/v1/accounts/audit", key=None).body
    assert page["ok"] is False
    assert sorted(page["problems"]) == [
        "F1: tuition#JUDO#S1 has no guard, and could be charged twice",
        "F2: A stored account cannot be read: it has no 'day'.",
    ]


@pytest.mark.parametrize("groups", [("classes",), ("email", "permits"), ()])
def test_accounts_are_for_who_has_to_do_with_money(account: Account, groups: Sequence[str]) -> None:
    has(account, "F1", 100)
    assert call("GET", f"{PATH}/account", key=None, groups=groups).status == 403
    assert call("POST", f"{PATH}/charges", CHARGE, groups=groups).status == 403


def test_others_who_write_meanwhile_are_seen(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = post("charges", CHARGE)
    transact, left = account.database.transact, [1]

    def once_outrun(*args: Any, **kwargs: Any) -> None:
        if left.pop() if left else 0:
            monkeypatch.setattr(account.database, "transact", transact)
            has(account, "F1", 100)
        transact(*args, **kwargs)

    monkeypatch.setattr(account.database, "transact", once_outrun)
    assert counter(made["id"]).status == 201
    assert read()["balance_cents"] == -100
    assert problems(account) == []


def test_a_call_that_is_outrun_again_and_again_gives_up(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = post("charges", CHARGE)
    transact = account.database.transact

    def always_outrun(*args: Any, **kwargs: Any) -> None:
        book = opened(account)
        book.touch()
        transact(records=effects_in_account("parkside", book.take()))
        transact(*args, **kwargs)

    monkeypatch.setattr(account.database, "transact", always_outrun)
    assert counter(made["id"]).status == 503
    assert problems(account) == []
