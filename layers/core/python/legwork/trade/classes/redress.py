"""Redress: what a family got for a cancelled session. One record a family, session, cancellation.

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
class Redress:
    """What a family got for a cancelled session."""

    class_id: str
    slot: str
    family: str
    cancellation: str
    """Of the session: the id of the task that cancelled it."""
    given_by: str
    """The task that saw to it: the same one, or one that took up what was left of it."""
    given_at: datetime
    told: bool
    """Whether a message was staged."""
    tokens: Mapping[str, str] = field(default_factory=dict)
    """By student the id of the token that was made."""
    restored_by: str | None = None
    """The task that took it back, since the session takes place after all."""


def partition_of(class_id: str, slot: str) -> str:
    """Where the redress for one session lies."""
    return f"CLASS#{class_id}#REDRESS#{slot}"


def redress_key(class_id: str, slot: str, family: str, cancellation: str) -> Key:
    """What one family got."""
    return Key(partition_of(class_id, slot), f"{family}#{cancellation}")


def give(redress: Redress) -> Put:
    """Write down what a family gets: once for each cancellation."""
    item: dict[str, Any] = {
        "family": redress.family,
        "cancellation": redress.cancellation,
        "given_by": redress.given_by,
        "given_at": redress.given_at.isoformat(),
        "told": redress.told,
        "tokens": dict(redress.tokens),
    }
    return Put(_key(redress), item, (Absent(),))


def restore(redress: Redress, by: str) -> Update:
    """Write down that a task took it back: only one does."""
    return Update(_key(redress), set={"restored_by": by}, expect=(Equals("restored_by", None),))


def _key(redress: Redress) -> Key:
    return redress_key(redress.class_id, redress.slot, redress.family, redress.cancellation)


@readable("redress")
def from_item(class_id: str, slot: str, item: Item) -> Redress:
    """The redress that a record holds."""
    return Redress(
        class_id=class_id,
        slot=slot,
        family=item["family"],
        cancellation=item["cancellation"],
        given_by=item["given_by"],
        given_at=datetime.fromisoformat(item["given_at"]),
        told=item["told"],
        tokens=item["tokens"],
        restored_by=item.get("restored_by"),
    )


def redress_of(class_id: str, slot: str, records: Records) -> Iterator[Redress]:
    """What the families got for a session, in order of the families, for every cancellation."""
    for _, item in records.query(partition_of(class_id, slot)):
        yield from_item(class_id, slot, item)
