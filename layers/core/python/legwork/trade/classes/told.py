"""Who was told who teaches a session: each family and instructor once for each assignment.

It is what makes sure that nobody is told twice, whichever task gets to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from legwork.domain.effect import Absent, Item, Key, Put
from legwork.domain.readable import readable
from legwork.domain.record import Records

_STAFF = "staff#"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """That a family or an instructor was told who teaches a session."""

    class_id: str
    slot: str
    whom: str
    """A family, or an instructor as ``whom_staff`` has it."""
    assignment: str
    """The task that said who teaches."""
    told_by: str
    """The task that saw to it: the same one, or one that took up what was left of it."""
    told_at: datetime
    notified: bool
    """Whether a message was staged."""


def whom_staff(person: str) -> str:
    """How an instructor is written down, beside families: their names have no number sign."""
    return f"{_STAFF}{person}"


def staff_of(whom: str) -> str | None:
    """The instructor that is written down so; nothing for a family."""
    return whom.removeprefix(_STAFF) if whom.startswith(_STAFF) else None


def partition_of(class_id: str, slot: str) -> str:
    """Where it lies who was told of one session."""
    return f"CLASS#{class_id}#TOLD#{slot}"


def told_key(class_id: str, slot: str, whom: str, assignment: str) -> Key:
    """That one was told."""
    return Key(partition_of(class_id, slot), f"{whom}#{assignment}")


def write(told: Told) -> Put:
    """Write down that somebody is told: once for each assignment."""
    item: dict[str, Any] = {
        "whom": told.whom,
        "assignment": told.assignment,
        "told_by": told.told_by,
        "told_at": told.told_at.isoformat(),
        "notified": told.notified,
    }
    key = told_key(told.class_id, told.slot, told.whom, told.assignment)
    return Put(key, item, (Absent(),))


@readable("note of who was told")
def from_item(class_id: str, slot: str, item: Item) -> Told:
    """What a record holds."""
    return Told(
        class_id=class_id,
        slot=slot,
        whom=item["whom"],
        assignment=item["assignment"],
        told_by=item["told_by"],
        told_at=datetime.fromisoformat(item["told_at"]),
        notified=item["notified"],
    )


def told_of(class_id: str, slot: str, records: Records) -> Iterator[Told]:
    """Who was told of a session, for every assignment."""
    for _, item in records.query(partition_of(class_id, slot)):
        yield from_item(class_id, slot, item)
