"""Drafts that are looked at first: that charges no card, and none otherwise than shown (P9)."""

from __future__ import annotations

import pytest

from legwork.domain.approval import ApprovalRule
from legwork.domain.errors import NotApproved
from legwork.domain.preview import CHANGED
from legwork.domain.task import Task
from legwork.store import approval_rules
from legwork.testing.owner import Owner
from legwork.trade.money.posting import PostingType
from tests.unit.account import ACCOUNT
from tests.unit.trade.money.cards import Town
from tests.unit.trade.money.homes import has, owes

PAST = "2026-01-01"


@pytest.fixture
def town() -> Town:
    made = Town(families=3)
    for name in made.names:
        owes(made.account, name, 7_000, due=PAST)
    return made


def preview(town: Town) -> Task:
    clerk = Owner(town.fleet, ACCOUNT, previews=True)
    return town.done(clerk.launch("take_payments", {"everyone": True}, key="it"))


def test_a_preview_says_what_would_be_charged_and_charges_nothing(town: Town) -> None:
    shown = preview(town)
    assert shown.sums == {"due_cents": 21_000, "cards": 3}
    assert town.fleet.till.taken == []
    town.done(town.owner.run(shown.ref, key="run"))
    assert [town.balance(name) for name in town.names] == [0, 0, 0]


def test_what_is_due_otherwise_by_now_is_not_charged(town: Town) -> None:
    shown = preview(town)
    owes(town.account, "F1", 1_000, due=PAST)
    has(town.account, "F2", 7_000)
    ran = town.done(town.owner.run(shown.ref, key="run"))
    assert town.codes(ran) == [CHANGED, CHANGED, "succeeded"]
    assert [one.order.customer for one in town.fleet.till.taken] == ["cus_F3"]
    assert (ran.changed, ran.leftover) == (2, 2)


@pytest.mark.parametrize("more", [1_000, None])
def test_what_changes_before_the_claim_is_not_charged_either(town: Town, more: int | None) -> None:
    shown = preview(town)
    launched = town.owner.run(shown.ref, key="run")
    while not town.fleet.task(launched.ref).lanes:
        town.fleet.step()
    committed = 0
    while not committed:
        rows = town.fleet.tables.tasks.rows
        committed = sum(launched.ref.id in k.partition and "NOTICE" in k.sort for k in rows)
        if not committed:
            town.fleet.step()
    for name in town.names:
        if more is None:
            has(town.account, name, 7_000)
        else:
            owes(town.account, name, more, due=PAST)
    ran = town.done(launched)
    assert set(town.codes(ran)) == {CHANGED}
    assert (town.fleet.till.taken, ran.changed) == ([], 3)
    retry = town.done(town.owner.retry(ran, key="retry"))
    assert retry.total == 3


def refunds(town: Town, *, previews: bool) -> Owner:
    """Everybody has paid, and whoever is asked to gives it back."""
    town.run()
    return Owner(town.fleet, ACCOUNT, previews=previews)


def payments(town: Town) -> list[str]:
    return [
        f"{name}/{one.id}"
        for name in town.names
        for one in town.history(name).postings
        if one.type is PostingType.PAYMENT
    ]


def test_a_preview_of_refunds_says_what_would_be_given_back(town: Town) -> None:
    clerk = refunds(town, previews=True)
    wanted = {"payments": payments(town), "note": ""}
    shown = town.done(clerk.launch("refund_payments", wanted, key="look"))
    assert shown.sums == {"due_cents": 21_000, "cards": 3}
    ran = town.done(town.owner.run(shown.ref, key="run"))
    assert town.codes(ran) == ["succeeded"] * 3
    assert [town.balance(name) for name in town.names] == [7_000] * 3


def test_large_refunds_are_for_somebody_else_to_approve(town: Town) -> None:
    clerk = refunds(town, previews=True)
    rule = ApprovalRule(kind="refund_payments", from_cents=20_000)
    approval_rules.put(town.fleet.tables, ACCOUNT, [rule], None)
    wanted = {"payments": payments(town), "note": ""}
    shown = town.done(clerk.launch("refund_payments", wanted, key="look"))
    assert shown.needs_approval
    with pytest.raises(NotApproved):
        town.owner.run(shown.ref, key="run")


def test_what_was_given_back_since_the_preview_is_left(town: Town) -> None:
    clerk = refunds(town, previews=True)
    first, *rest = payments(town)
    wanted = {"payments": [first, *rest], "note": ""}
    shown = town.done(clerk.launch("refund_payments", wanted, key="look"))
    town.done(
        town.owner.launch("refund_payments", {"payments": [first], "note": ""}, key="by hand")
    )
    ran = town.done(town.owner.run(shown.ref, key="run"))
    assert town.codes(ran) == [CHANGED, "succeeded", "succeeded"]
    assert [town.balance(name) for name in town.names] == [7_000] * 3
