"""Postings: every cent that a family was charged, paid or was given, each for good.

A posting is never changed and never deleted: what was wrong is *countered* by another one. The
balance of a family is the sum of its postings; what it owes is above zero.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from legwork.domain.effect import Absent, Item, Key, Put
from legwork.domain.readable import read_all, readable
from legwork.domain.record import Records

CENTS_MAX = 10_000_000_00
"""Most that one posting may be about: more is a slip of the finger."""
CATEGORY_PATTERN = r"^[a-z][a-z0-9_-]{0,39}$"
"""What a posting may be for: a word such as ``tuition``, ``late_fee`` or ``costume``."""
NOTE_LENGTH = 200
_DIGEST = 10
_POSTING = "POSTING#"


class PostingType(StrEnum):
    """What a posting is."""

    CHARGE = "charge"
    """Something to pay: above zero."""
    PAYMENT = "payment"
    """Money that came in: below zero."""
    CREDIT = "credit"
    """Something given without money coming in: below zero."""
    COUNTER = "counter"
    """Takes another posting back: minus what that one says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One line of a family's account."""

    id: str
    family: str
    type: PostingType
    category: str
    """What it is for."""
    amount_cents: int
    """What it adds to the balance."""
    at: datetime
    """When it was posted."""
    day: str
    """The day that it counts from."""
    due_day: str = ""
    """Of a charge: the last day to pay it without being late."""
    task: str = ""
    """The task that posted it, if one did."""
    by: str = ""
    """The staff member who posted it, if one did."""
    class_id: str = ""
    student: str = ""
    note: str = ""
    counters: str = ""
    """Of a counter: the posting that it takes back."""
    reference: str = ""
    """What others call it, such as the provider of card payments."""


def partition_of(family: str) -> str:
    """The account of a family: no two families share a row, nor a partition."""
    return f"FAMILY#{family}#ACCOUNT"


def posting_key(family: str, posting: str) -> Key:
    """A posting: it lies with its family, those of older tasks and calls first."""
    return Key(partition_of(family), f"{_POSTING}{posting}")


def posting_id(task: str, *purpose: str) -> str:
    """The id of a task's posting: the same task posts for the same purpose only once."""
    digest = hashlib.sha256("\x1f".join(purpose).encode()).hexdigest()
    return f"{task}-{digest[:_DIGEST]}"


def put(posting: Posting) -> Put:
    """Write a posting down, once."""
    return Put(posting_key(posting.family, posting.id), to_item(posting), (Absent(),))


def to_item(posting: Posting) -> Item:
    """The posting as a record; its key holds the family."""
    item: dict[str, Any] = {
        "id": posting.id,
        "type": posting.type.value,
        "category": posting.category,
        "amount_cents": posting.amount_cents,
        "at": posting.at.isoformat(),
        "day": posting.day,
    }
    more = {
        "due_day": posting.due_day,
        "task": posting.task,
        "by": posting.by,
        "class": posting.class_id,
        "student": posting.student,
        "note": posting.note,
        "counters": posting.counters,
        "reference": posting.reference,
    }
    return item | {name: value for name, value in more.items() if value}


@readable("posting")
def from_item(family: str, item: Item) -> Posting:
    """The posting that a record holds."""
    return Posting(
        id=item["id"],
        family=family,
        type=PostingType(item["type"]),
        category=item["category"],
        amount_cents=item["amount_cents"],
        at=datetime.fromisoformat(item["at"]),
        day=item["day"],
        due_day=item.get("due_day", ""),
        task=item.get("task", ""),
        by=item.get("by", ""),
        class_id=item.get("class", ""),
        student=item.get("student", ""),
        note=item.get("note", ""),
        counters=item.get("counters", ""),
        reference=item.get("reference", ""),
    )


def span() -> tuple[str, str]:
    """First and last sort key of postings."""
    return _POSTING, f"{_POSTING}~"


def postings_of(family: str, records: Records, *, strict: bool = True) -> Iterator[Posting]:
    """All postings of a family, those of older tasks and calls first.

    Args:
        family: whose.
        records: the account's.
        strict: whether one that cannot be read raises Unreadable, or is left out.
    """
    first, last = span()
    rows = records.query(partition_of(family), first=first, last=last)
    return read_all((item for _, item in rows), lambda item: from_item(family, item), strict=strict)


def of_task(family: str, task: str, records: Records) -> Iterator[Posting]:
    """What a task has posted to a family."""
    first = f"{_POSTING}{task}-"
    for _, item in records.query(partition_of(family), first=first, last=f"{first}~"):
        yield from_item(family, item)


def find(wanted: Iterable[tuple[str, str]], records: Records) -> dict[tuple[str, str], Posting]:
    """The postings that exist among these, by family and id."""
    keys = {posting_key(family, posting): (family, posting) for family, posting in wanted}
    found = records.get(keys)
    return {keys[key]: from_item(keys[key][0], item) for key, item in found.items()}


def balance(postings: Iterable[Posting]) -> int:
    """What a family owes in cents, given all its postings; below zero, what it has in hand."""
    return sum(posting.amount_cents for posting in postings)


def dollars(cents: int) -> str:
    """An amount for people."""
    sign = "-" if cents < 0 else ""
    return f"{sign}${abs(cents) // 100:,}.{abs(cents) % 100:02d}"
