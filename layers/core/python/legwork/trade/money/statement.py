"""Statements: what a family owed on a day, as it was told. They stay as they were made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from legwork.domain.effect import Absent, Effect, Equals, Item, Key, Put, Update
from legwork.domain.readable import readable
from legwork.domain.record import Records
from legwork.trade.families.family import Family
from legwork.trade.money.account import STATED, Account, account_key
from legwork.trade.money.ageing import ageing_of
from legwork.trade.money.posting import partition_of

GOOD_FOR = timedelta(days=60)
"""How long the link to a statement works."""
LINES_LIMIT = 300
"""Most charges that a statement lists one by one; those beyond are summed up in one line."""
WARNED_WITHIN = timedelta(days=10)
"""A draft is to be told of by a statement not older than this. Source: statements go out 5 to 10
days before a draft."""


@dataclass(frozen=True, slots=True)
class Due:
    """What is left to pay of a charge."""

    day: str
    due_day: str
    what: str
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a family owed on a day."""

    id: str
    """That of the task which made it."""
    family: str
    name: str
    address: str
    letterhead: str = ""
    """Name and address of who sends it, in lines; empty for one that had not said them."""
    day: str
    at: datetime
    due: tuple[Due, ...]
    """Charges dated up to the day, oldest first; what was paid in part stands with what is left."""
    in_hand_cents: int
    """Payments and credits that are not used yet."""
    ages: tuple[int, int, int, int]
    """What is due by age."""

    @property
    def balance_cents(self) -> int:
        """What the family owes."""
        return sum(one.cents for one in self.due) - self.in_hand_cents

    @property
    def last_day(self) -> str:
        """The last day on which its link works."""
        return last_day_of(self.day)


def last_day_of(day: str) -> str:
    """The last day on which the link of a statement of some day works."""
    return (date.fromisoformat(day) + GOOD_FOR).isoformat()


def made(
    account: Account, family: Family, *, task: str, day: str, at: datetime, letterhead: str = ""
) -> Statement:
    """The statement of a family.

    Args:
        account: what is open on it.
        family: whose.
        task: makes it.
        day: charges up to and with this day stand on it.
        at: the moment.
        letterhead: name and address of who sends it.
    """
    up_to = {name: one for name, one in account.open.items() if one.day <= day}
    dated = replace(account, open=up_to)
    due = [
        Due(one.day, one.due_day, _what(one.category, one.class_id, one.student), one.cents)
        for one in dated.oldest_first()
    ]
    return Statement(
        id=task,
        family=family.id,
        name=family.shown_name,
        address=family.address,
        letterhead=letterhead,
        day=day,
        at=at,
        due=tuple(_shortened(due)),
        in_hand_cents=account.free_cents,
        ages=ageing_of(dated, day).cents,
    )


def _what(category: str, class_id: str, student: str) -> str:
    words = category.replace("_", " ").replace("-", " ").capitalize()
    return ", ".join(part for part in (words, class_id, student) if part)


def _shortened(due: list[Due]) -> Iterable[Due]:
    if len(due) <= LINES_LIMIT:
        return due
    rest = due[LINES_LIMIT:]
    cents = sum(one.cents for one in rest)
    return [*due[:LINES_LIMIT], Due("", "", f"{len(rest):,} more charges", cents)]


def statement_key(family: str, statement: str) -> Key:
    """A statement: it lies with the family's account."""
    return Key(partition_of(family), f"STATEMENT#{statement}")


def write(statement: Statement, before: Account) -> list[Effect]:
    """Write a statement down, once a task; of two tasks at one moment one looks again."""
    return [
        Put(statement_key(statement.family, statement.id), to_item(statement), (Absent(),)),
        Update(
            account_key(statement.family),
            set={STATED: statement.day},
            expect=(Equals(STATED, before.stated_on),),
        ),
    ]


def was_told(account: Account, day: str) -> bool:
    """Whether a statement has told the family of a draft on a day, and not too long before."""
    earliest = (date.fromisoformat(day) - WARNED_WITHIN).isoformat()
    return account.stated_on is not None and earliest <= account.stated_on


def to_item(statement: Statement) -> Item:
    """The statement as a record; its key holds the family."""
    item: dict[str, Any] = {
        "id": statement.id,
        "name": statement.name,
        "address": statement.address,
        "day": statement.day,
        "at": statement.at.isoformat(),
        "due": [[one.day, one.due_day, one.what, one.cents] for one in statement.due],
        "in_hand_cents": statement.in_hand_cents,
        "ages": list(statement.ages),
    }
    return item | ({"letterhead": statement.letterhead} if statement.letterhead else {})


@readable("statement")
def from_item(family: str, item: Item) -> Statement:
    """The statement that a record holds."""
    first, second, third, last = item["ages"]
    return Statement(
        id=item["id"],
        family=family,
        name=item["name"],
        address=item["address"],
        letterhead=item.get("letterhead", ""),
        day=item["day"],
        at=datetime.fromisoformat(item["at"]),
        due=tuple(Due(*one) for one in item["due"]),
        in_hand_cents=item["in_hand_cents"],
        ages=(first, second, third, last),
    )


def find(wanted: Iterable[tuple[str, str]], records: Records) -> dict[str, Statement]:
    """The statements that exist among these, named by family and id: by family."""
    keys = {statement_key(family, name): family for family, name in wanted}
    found = records.get(keys)
    return {keys[key]: from_item(keys[key], item) for key, item in found.items()}
