"""Payment methods and terms over HTTPS: tokens of the provider, and never card data."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from legwork.trade.money import payment_method as methods
from legwork.trade.money.api.records import payments
from legwork.trade.money.payment_method import MethodState, Wallet
from tests.unit.account import Account
from tests.unit.api.asking import Answer, ask, event, set_up
from tests.unit.trade.money.homes import home

PATH = "/v1/families/F1/payment-methods"
CARD = {
    "customer": "cus_1",
    "token": "pm_1",
    "brand": "visa",
    "last4": "4242",
    "expires": "2031-12",
    "recurring": True,
    "consent_source": "autopay form",
    "consent_at": "2026-01-05",
}


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Account:
    account = Account()
    home(account, "F1", {"S1": []})
    set_up(monkeypatch, account)
    return account


def call(
    method: str,
    path: str,
    body: Any = None,
    *,
    match: str | None = "*",
    groups: Sequence[str] = ("transactions",),
) -> Answer:
    made = event(method, path, body=None if body is None else json.dumps(body), groups=groups)
    if match is not None:
        made["headers"]["if-match"] = match
    return ask(payments.calls, made)


def put(name: str, **said: Any) -> Any:
    answer = call("PUT", f"{PATH}/{name}", {**CARD, **said})
    assert answer.status == 200, answer.text
    return answer.body


def test_a_method_is_added_and_shown(account: Account) -> None:
    [method] = put("card")["methods"]
    assert {name: method[name] for name in CARD} == CARD
    assert (method["id"], method["state"], method["tries"]) == ("card", "active", 0)
    assert call("GET", PATH).body == {"family": "F1", "methods": [method]}


def test_one_of_a_guardian_is_the_primary_one(account: Account) -> None:
    put("one")
    put("two", token="pm_2")
    put("his", token="pm_3", guardian="dad@example.com")
    found = {one["id"]: one["primary"] for one in call("GET", PATH).body["methods"]}
    assert found == {"one": False, "two": True, "his": True}


def test_another_token_makes_a_disabled_method_good_again(account: Account) -> None:
    put("card")
    before = methods.find(["F1"], account.records)["F1"]
    account.commit([methods.written(before, methods.disabled(before, "card", "lost_card"))])
    [same] = put("card", expires="2032-01")["methods"]
    assert (same["state"], same["reason"]) == ("invalid", "lost_card")
    [other] = put("card", token="pm_2")["methods"]
    assert (other["state"], other["reason"]) == (MethodState.ACTIVE, "")


def test_a_method_is_removed(account: Account) -> None:
    put("card")
    assert call("DELETE", f"{PATH}/card").body == {"family": "F1", "methods": []}
    assert call("DELETE", f"{PATH}/card").status == 404
    assert methods.find(["F1"], account.records)["F1"] == Wallet("F1")


def test_a_change_needs_the_version_that_was_read(account: Account) -> None:
    assert call("PUT", f"{PATH}/card", CARD, match=None).status == 428
    etag = call("GET", PATH).headers["etag"]
    assert call("PUT", f"{PATH}/card", CARD, match=etag).status == 200
    assert call("PUT", f"{PATH}/other", {**CARD, "token": "pm_2"}, match=etag).status == 412
    assert [one["id"] for one in call("GET", PATH).body["methods"]] == ["card"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"number": "4242424242424242"}, "number"),
        ({"cvc": "123"}, "cvc"),
        ({"token": "4242424242424242"}, "token"),
        ({"customer": "F1"}, "customer"),
        ({"last4": "424242"}, "last4"),
        ({"expires": "12/31"}, "expires"),
        ({"consent_source": ""}, "consent_source"),
        ({"consent_at": ""}, "consent_at"),
    ],
)
def test_card_data_and_half_a_consent_are_refused(
    account: Account, said: dict[str, Any], field: str
) -> None:
    answer = call("PUT", f"{PATH}/card", {**CARD, **said})
    assert answer.status == 400
    assert [error["field"] for error in answer.body["errors"]] == [field]
    assert call("GET", PATH).body["methods"] == []


def test_a_family_has_ten_methods_at_most(account: Account) -> None:
    for number in range(10):
        put(f"card{number}")
    assert call("PUT", f"{PATH}/card10", CARD).status == 400


def test_nobody_else_sees_them(account: Account) -> None:
    assert call("GET", PATH, groups=["classes"]).status == 403
    assert call("GET", "/v1/families/NOBODY/payment-methods").status == 404


def test_owners_say_on_which_terms_cards_are_charged(account: Account) -> None:
    path = "/v1/payment-terms"
    read = call("GET", path)
    assert (read.body["retries"], read.body["days_apart"]) == (4, 2)
    said = {"retries": 2, "days_apart": 7, "fee_cents": 150, "confirm_url": "https://pay.example"}
    assert call("PUT", path, said).status == 403
    changed = call("PUT", path, said, match=read.headers["etag"], groups=["owner"])
    assert changed.status == 200
    assert {name: changed.body[name] for name in said} == said
    assert call("PUT", path, said, match=read.headers["etag"], groups=["owner"]).status == 412
    assert call("PUT", path, {"retries": 99}, groups=["owner"]).status == 400
