"""Refunds: given back at the service, countered on the account, once."""

from __future__ import annotations

import pytest

from legwork.domain.errors import InvalidInput
from legwork.domain.task import Task
from legwork.ports import TransactionRefused
from legwork.testing.faults import Fault, at, crash_after, crash_before, lose_answer
from legwork.trade.money.application import Application
from legwork.trade.money.history import History
from legwork.trade.money.posting import PostingType
from legwork.trade.money.rules.card_refund import CHARGES_MAX, claim_refund, refusal
from tests.unit.tasks import NOW
from tests.unit.trade.money.books import opened
from tests.unit.trade.money.cards import Town
from tests.unit.trade.money.homes import has, owes

PAST = "2026-01-01"


@pytest.fixture
def town() -> Town:
    return paid()


def paid() -> Town:
    made = Town(families=2)
    for name in made.names:
        owes(made.account, name, 7_000, due=PAST)
    made.run()
    return made


def payment(town: Town, family: str = "F1") -> str:
    books = town.history(family).postings
    [one] = [one for one in books if one.type is PostingType.PAYMENT]
    return f"{family}/{one.id}"


def refund(town: Town, *payments: str, key: str = "refund") -> Task:
    params = {"payments": list(payments), "note": "The class was cancelled."}
    return town.owner.launch("refund_payments", params, key=key)


def test_a_refund_counters_the_payment_and_opens_its_charges_again(town: Town) -> None:
    task = town.done(refund(town, payment(town), payment(town, "F2")))
    assert town.codes(task) == ["succeeded", "succeeded"]
    assert [town.fleet.till.moved(f"cus_{name}") for name in town.names] == [0, 0]
    assert [town.balance(name) for name in town.names] == [7_000, 7_000]
    [counter] = [one for one in town.history("F1").postings if one.type is PostingType.COUNTER]
    assert (counter.amount_cents, counter.note) == (7_000, "The class was cancelled.")
    assert task.result is not None
    assert task.result.summary == "$140.00 given back: 2 payments."


def test_a_second_refund_is_refused_or_skipped(town: Town) -> None:
    one, other = refund(town, payment(town)), refund(town, payment(town), key="other")
    town.done(one)
    assert sorted([*town.codes(one), *town.codes(other)]) == ["refunded_before", "succeeded"]
    with pytest.raises(InvalidInput, match="given back before"):
        refund(town, payment(town), key="third")


@pytest.mark.parametrize("name", ["F1/NONE", "NOBODY/NONE", "F1", "F1/"])
def test_what_is_no_payment_by_card_is_refused_at_launch(town: Town, name: str) -> None:
    with pytest.raises(InvalidInput, match=r"payments\[0\]"):
        refund(town, name)


def test_cash_is_not_given_back_by_card(town: Town) -> None:
    cash = has(town.account, "F1", 500)
    with pytest.raises(InvalidInput, match="no such payment by card"):
        refund(town, f"F1/{cash}")


def test_after_a_refund_the_family_can_be_charged_again(town: Town) -> None:
    town.done(refund(town, payment(town)))
    assert town.codes(town.run(key="again", families=["F1"])) == ["succeeded"]
    assert town.fleet.till.moved("cus_F1") == 7_000


@pytest.mark.parametrize("fault", [crash_before, crash_after, lose_answer])
def test_at_any_call_nothing_is_given_back_twice(fault: Fault) -> None:
    model = paid()
    before = len(model.fleet.faults.calls)
    model.done(refund(model, payment(model)))
    for call in model.fleet.faults.calls[before:]:
        made = paid()
        made.fleet.faults.plan = at(call.number, fault)
        try:
            task = refund(made, payment(made))
        except BaseException:  # noqa: BLE001 -- the launch itself is tried elsewhere
            continue
        made.done(task)
        back = [one for one in made.fleet.till.taken if one.order.refund_of]
        assert len(back) <= 1
        assert made.balance("F1") == (7_000 if back else 0)


def test_whoever_uses_the_account_meanwhile_is_in_the_way_of_a_claim(town: Town) -> None:
    target = payment(town).replace("/", "#")
    claimed = claim_refund(target, "T-9", "", town.account.records, NOW)
    assert claimed.order is not None
    has(town.account, "F1", 500)
    book = opened(town.account, "F1")
    book.touch()
    town.account.commit(book.take())
    with pytest.raises(TransactionRefused):
        town.account.commit(claimed.effects)


def test_a_payment_of_more_charges_than_fit_into_one_refund_is_refused(town: Town) -> None:
    books = town.history("F1")
    [paid] = [one for one in books.postings if one.type is PostingType.PAYMENT]
    many = tuple(
        Application(charge=f"C{n}", payment=paid.id, cents=1, by="T", at=NOW)
        for n in range(CHARGES_MAX)
    )
    assert refusal(paid, History("F1", books.postings, many)) is None
    one_more = Application(charge="C", payment=paid.id, cents=1, by="T", at=NOW)
    refused = refusal(paid, History("F1", books.postings, (*many, one_more)))
    assert refused is not None
    assert refused.code == "too_many_charges"
