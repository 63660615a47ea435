"""Refunds: given back at the service, countered on the account, once."""

from __future__ import annotations

import pytest

from legwork.domain.errors import InvalidInput
from legwork.domain.task import Task
from legwork.testing.faults import Fault, at, crash_after, crash_before, lose_answer
from legwork.trade.money.posting import PostingType
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
