"""Compensation: what a family got for a cancelled session, once for each cancellation.

It is what makes sure that a family is told (and its students are given tokens) once for each
cancellation, whichever task gets to it; and what says whom a restoration has to tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from legwork.domain.effect import Absent, Equals, Item, Key, Put, Update
from legwork.domain.readable import readable
from legwork.domain.record import Records


@dataclass(frozen=True, slots=True, kw_only=True)
class Compensation:
    """What a family got for a cancelled session."""

    class_id: str
    slot: str
    family: str
    cancellation: str
    """Of the session: the id of the task that cancelled it."""
    given_by: str
    """The task that saw to it: the same one, or one that took up what was left of it."""
    given_at: datetime
    notified: bool
    """Whether a message was staged."""
    tokens: Mapping[str, str] = field(default_factory=dict)
    """By student the id of the token that was made."""
    restored_by: str | None = None
    """The task that took it back, since the session takes place after all."""


def partition_of(class_id: str, slot: str) -> str:
    """Where the compensation for one session lies; stored rows bear its first name."""
    return f"CLASS#{class_id}#REDRESS#{slot}"


def compensation_key(class_id: str, slot: str, family: str, cancellation: str) -> Key:
    """What one family got."""
    return Key(partition_of(class_id, slot), f"{family}#{cancellation}")


def give(compensation: Compensation) -> Put:
    """Write down what a family gets: once for each cancellation."""
    item: dict[str, Any] = {
        "family": compensation.family,
        "cancellation": compensation.cancellation,
        "given_by": compensation.given_by,
        "given_at": compensation.given_at.isoformat(),
        "told": compensation.notified,
        "tokens": dict(compensation.tokens),
    }
    return Put(_key(compensation), item, (Absent(),))


def restore(compensation: Compensation, by: str) -> Update:
    """Write down that a task took it back: only one does."""
    return Update(
        _key(compensation), set={"restored_by": by}, expect=(Equals("restored_by", None),)
    )


def _key(compensation: Compensation) -> Key:
    return compensation_key(
        compensation.class_id, compensation.slot, compensation.family, compensation.cancellation
    )


@readable("compensation")
def from_item(class_id: str, slot: str, item: Item) -> Compensation:
    """The compensation that a record holds."""
    return Compensation(
        class_id=class_id,
        slot=slot,
        family=item["family"],
        cancellation=item["cancellation"],
        given_by=item["given_by"],
        given_at=datetime.fromisoformat(item["given_at"]),
        notified=item["told"],
        tokens=item["tokens"],
        restored_by=item.get("restored_by"),
    )


def compensation_of(class_id: str, slot: str, records: Records) -> Iterator[Compensation]:
    """What the families got for a session, in order of the families, for every cancellation."""
    for _, item in records.query(partition_of(class_id, slot)):
        yield from_item(class_id, slot, item)
