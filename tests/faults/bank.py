"""Families with accounts, and the tasks that post to them: several batches in each lane."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from legwork.domain.task import Task
from legwork.store.records import AccountRecords
from legwork.testing.fleet import Fleet
from legwork.testing.owner import Owner
from legwork.trade.classes.class_ import Class
from legwork.trade.money import history as histories
from legwork.trade.money.history import History
from legwork.trade.money.posting import PostingType
from legwork.trade.money.rules.account_audit import audit
from tests.faults.work import Work
from tests.unit.account import ACCOUNT, Account
from tests.unit.trade.money.homes import has, home, owes, school

DAY = "2027-04-05"
FAMILIES = [f"F{number}" for number in range(6)]
CLASSES = ("A", "B")
ENROLLMENTS = 9
"""Everybody is in one class, every second one in the other, too."""


class Bank(Account):
    """The accounts of a fleet's only customer."""

    def __init__(self, fleet: Fleet) -> None:
        self.database = fleet.tables
        self.files = fleet.bodies
        self.records = AccountRecords(fleet.tables, fleet.bodies, ACCOUNT)


def _open(fleet: Fleet) -> None:
    bank = Bank(fleet)
    school(bank, *(Class(id=name) for name in CLASSES))
    for number, name in enumerate(FAMILIES):
        home(bank, name, {f"S{number}": CLASSES if number % 2 else CLASSES[:1]})


def _with_debts(fleet: Fleet) -> None:
    _open(fleet)
    bank = Bank(fleet)
    for number, name in enumerate(FAMILIES):
        owes(bank, name, 1_000, due="2027-04-01", class_id="A", student=f"S{number}")
        owes(bank, name, 500, due="2027-03-01")


def _with_credits(fleet: Fleet) -> None:
    _with_debts(fleet)
    for name in FAMILIES:
        has(Bank(fleet), name, 700)
        has(Bank(fleet), name, 400)


def launch(owner: Owner, kind: str, *, key: str = "launch", **params: Any) -> Task:
    return owner.launch(kind, params, key=key)


CHARGES: dict[str, Any] = {"kind": "post_charges", "classes": [*CLASSES], "day": DAY}
LATE: dict[str, Any] = {
    "kind": "post_late_charges",
    "everyone": True,
    "amount_cents": 100,
    "per": "student_class",
    "day": DAY,
}
CREDITS: dict[str, Any] = {"kind": "apply_credits", "everyone": True}
DROPS: dict[str, Any] = {
    "kind": "drop_enrollments",
    "classes": [*CLASSES],
    "reason": "Not paid",
    "min_due_cents": 0,
}
MONEY = {
    "charges": Work(_open, partial(launch, **CHARGES)),
    "late": Work(_with_debts, partial(launch, **LATE)),
    "credits": Work(_with_credits, partial(launch, **CREDITS)),
    "drops": Work(_with_debts, partial(launch, **DROPS)),
}
"""Each posts, or applies, or acts on what is due."""


def books(fleet: Fleet) -> Iterator[History]:
    """The books of every family."""
    return (histories.read(name, Bank(fleet).records) for name in FAMILIES)


def wrong(fleet: Fleet) -> list[str]:
    """What does not add up on any account."""
    records = Bank(fleet).records
    return [problem for name in FAMILIES for problem in audit(name, records).problems]


def charged(fleet: Fleet, category: str = "tuition") -> list[tuple[str, str]]:
    """Class and student of every charge for something."""
    return sorted(
        (one.class_id, one.student)
        for history in books(fleet)
        for one in history.postings
        if one.type is PostingType.CHARGE and one.category == category
    )


def balances(fleet: Fleet) -> list[int]:
    return [history.balance_cents for history in books(fleet)]
