"""Accounts: of each family what is open, in one row, so that many families are read at once.

The postings and applications of a family are its books; its row ``HEAD`` is what they come to:
the charges that are not paid in full, the payments and credits that are not used up, and when an
enrollment was last charged what. It is written by the very transaction that writes the books, so
the two agree at every moment, and ``rules/account_audit.py`` proves it.

- ``open#<charge>`` and ``free#<payment>`` are attributes of their own: whoever posts adds one and
  looks at none, so that tasks that post to one family at the same moment do not get into each
  other's way.
- ``charged#<category>#<class>#<student>`` guards against duplicates: whoever decides by it writes
  on condition that it is as it was read, so that of two tasks at once one decides again.
- ``version`` is for those who use up what is open (apply, counter, claim): they write on condition
  of the version that they read and add one; whoever posts a payment adds one, too.

Balance = open charges - unused payments and credits = sum of the postings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from legwork.domain.effect import Item, Key
from legwork.domain.readable import readable
from legwork.domain.record import Records
from legwork.trade.money.posting import partition_of

STATED = "stated_on"
"""Attribute that says when the family was last sent a statement."""
_OPEN, _FREE, _CHARGED = "open#", "free#", "charged#"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCharge:
    """A charge that is not paid in full."""

    id: str
    cents: int
    """What is left to pay."""
    day: str
    due_day: str
    category: str
    class_id: str = ""
    student: str = ""

    @property
    def age(self) -> tuple[str, str, str]:
        """Sorts charges: what was due first is paid first."""
        return self.due_day, self.day, self.id

    def overdue(self, day: str) -> bool:
        """Whether it should have been paid before that day."""
        return self.due_day < day


@dataclass(frozen=True, slots=True, kw_only=True)
class UnusedCredit:
    """A payment or credit that is not used up."""

    id: str
    cents: int
    """What is left of it; above zero."""
    day: str

    @property
    def age(self) -> tuple[str, str]:
        """Sorts credits: the oldest is used first."""
        return self.day, self.id


@dataclass(frozen=True, slots=True)
class LastCharge:
    """When an enrollment (or a student, or a family) was last charged for something."""

    day: str
    posting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What is open on a family's account."""

    family: str
    version: int = 0
    open: Mapping[str, OpenCharge] = field(default_factory=dict)
    free: Mapping[str, UnusedCredit] = field(default_factory=dict)
    charged: Mapping[str, LastCharge] = field(default_factory=dict)
    stated_on: str | None = None
    """The day of the family's last statement."""

    @property
    def balance_cents(self) -> int:
        """What the family owes; below zero, what it has in hand."""
        return sum(one.cents for one in self.open.values()) - self.free_cents

    @property
    def free_cents(self) -> int:
        """Payments and credits that are not used up."""
        return sum(one.cents for one in self.free.values())

    def oldest_first(self) -> list[OpenCharge]:
        """The open charges, in the order in which they are to be paid."""
        return sorted(self.open.values(), key=lambda one: one.age)

    def credits_oldest_first(self) -> list[UnusedCredit]:
        """The unused payments and credits, in the order in which they are to be used."""
        return sorted(self.free.values(), key=lambda one: one.age)

    def overdue(self, day: str, category: str | None = None) -> list[OpenCharge]:
        """The charges that should have been paid before that day, oldest first."""
        return [
            one
            for one in self.oldest_first()
            if one.overdue(day) and category in {None, one.category}
        ]

    def due_cents(self, day: str) -> int:
        """The amount due: what should be paid by the end of that day, less what is in hand."""
        due = sum(one.cents for one in self.open.values() if one.due_day <= day)
        return max(0, due - self.free_cents)


def account_key(family: str) -> Key:
    """The row that says what is open."""
    return Key(partition_of(family), "HEAD")


def guard_of(category: str, class_id: str = "", student: str = "") -> str:
    """What is guarded against a second charge: names of it hold no number sign."""
    return f"{category}#{class_id}#{student}"


def yearly_guard(category: str, student: str, day: str) -> str:
    """What is guarded against a second charge within the calendar year of a day."""
    return f"{guard_of(category, '', student)}#{day[:4]}"


def guard_attribute(guard: str) -> str:
    """The attribute that says when something was last charged."""
    return f"{_CHARGED}{guard}"


def to_item(account: Account) -> Item:
    """The account as a record."""
    item: dict[str, Any] = {"version": account.version} if account.version else {}
    item |= {STATED: account.stated_on} if account.stated_on else {}
    item |= {f"{_OPEN}{name}": _open_item(one) for name, one in account.open.items()}
    item |= {
        f"{_FREE}{name}": {"cents": one.cents, "day": one.day} for name, one in account.free.items()
    }
    return item | {
        guard_attribute(name): {"day": one.day, "posting": one.posting}
        for name, one in account.charged.items()
    }


def _open_item(one: OpenCharge) -> Item:
    item = {
        "cents": one.cents,
        "day": one.day,
        "due": one.due_day,
        "category": one.category,
        "class": one.class_id,
        "student": one.student,
    }
    return {name: value for name, value in item.items() if value != ""}


@readable("account")
def from_item(family: str, item: Item) -> Account:
    """The account that a record holds."""
    return Account(
        family=family,
        version=item.get("version", 0),
        stated_on=item.get(STATED),
        open={name: _open(name, one) for name, one in _named(item, _OPEN)},
        free={
            name: UnusedCredit(id=name, cents=one["cents"], day=one["day"])
            for name, one in _named(item, _FREE)
        },
        charged={
            name: LastCharge(one["day"], one["posting"]) for name, one in _named(item, _CHARGED)
        },
    )


def _named(item: Item, prefix: str) -> Iterable[tuple[str, Item]]:
    return (
        (name.removeprefix(prefix), value)
        for name, value in item.items()
        if name.startswith(prefix)
    )


def _open(name: str, item: Item) -> OpenCharge:
    return OpenCharge(
        id=name,
        cents=item["cents"],
        day=item["day"],
        due_day=item["due"],
        category=item["category"],
        class_id=item.get("class", ""),
        student=item.get("student", ""),
    )


def of_item(family: str, item: Item | None) -> Account:
    """The account, where a family whom nothing was ever posted to has an empty one."""
    return Account(family=family) if item is None else from_item(family, item)


def find(families: Iterable[str], records: Records) -> dict[str, Account]:
    """The accounts of these families, by family: a hundred in one request."""
    keys = {account_key(name): name for name in families}
    found = records.get(keys)
    return {name: of_item(name, found.get(key)) for key, name in keys.items()}
