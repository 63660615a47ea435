"""What a pre-flight counts is what the task then does."""

from __future__ import annotations

from collections import Counter

import pytest

from legwork.domain.errors import InvalidInput, NotAllowed
from legwork.domain.permission import Caller, Permission
from legwork.trade.money.payment_method import MethodState
from legwork.usecases.preflight import Preflight, preflight
from tests.unit.account import ACCOUNT
from tests.unit.trade.money.cards import Town, method
from tests.unit.trade.money.homes import has, owes

PAST = "2026-01-01"
OWNER = Caller(account=ACCOUNT, id="ana", name="Ana", owner=True, permissions=frozenset())


@pytest.fixture
def town() -> Town:
    town = Town(families=12)
    for name in town.names:
        owes(town.account, name, 7_000, due=PAST)
    town.cards("F1", method(primary=False))
    town.cards("F2", method(primary=False))
    town.cards("F3", method(expires="2026-01"))
    town.cards("F4", method(state=MethodState.INVALID, reason="lost"))
    town.cards("F5", method(recurring=False))
    town.family("F6", omit_from=("drafts",))
    has(town.account, "F7", 9_000)
    town.stated("F8", 11)
    return town


def look(
    town: Town, kind: str = "take_payments", caller: Caller = OWNER, **params: object
) -> Preflight:
    given = params or {"everyone": True}
    return preflight(
        kind, given, caller=caller, records=town.account.records, clock=town.fleet.clock
    )


def test_what_it_counts_is_what_the_run_then_skips(town: Town) -> None:
    found = look(town)
    task = town.run()
    foreseen = Counter(
        {code or outcome.value: one.count for (outcome, code), one in found.groups.items()}
    )
    assert foreseen == Counter(town.codes(task))
    assert foreseen["no_method"] == 2
    assert foreseen["no_statement"] == 1
    assert foreseen["method_expired"] == foreseen["omitted"] == 1
    assert (found.total, found.charges, found.mails, found.complete) == (12, 5, 0, True)
    assert (
        found.sums["due_cents"]
        == 5 * 7_000
        == sum(one.answer.amount_cents for one in town.fleet.till.taken)
    )


def test_it_writes_and_charges_nothing(town: Town) -> None:
    before = dict(town.fleet.tables.records.rows)
    look(town)
    assert town.fleet.tables.records.rows == before
    assert town.fleet.till.taken == []


def test_of_mailings_too(town: Town) -> None:
    found = look(town, "email_blast", subject="News", text="Hello.", everyone=True)
    assert (
        found.mails + sum(one.count for (_, code), one in found.groups.items() if code)
        == found.total
        == 12
    )


def test_who_may_not_launch_it_may_not_ask(town: Town) -> None:
    only = frozenset({Permission.EMAIL})
    gil = Caller(account=ACCOUNT, id="gil", name="Gil", owner=False, permissions=only)
    with pytest.raises(NotAllowed):
        look(town, caller=gil)


def test_params_that_cannot_work_are_refused(town: Town) -> None:
    with pytest.raises(InvalidInput, match=r"params\.families"):
        look(town, families=("NOBODY",))
