"""Families: who is told about students, at which address."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from legwork.domain.directory import LISTED, Entry
from legwork.domain.effect import Item, Key
from legwork.domain.readable import readable
from legwork.domain.record import Records
from legwork.trade.imports.row_values import NAME_PATTERN


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A family with its students."""

    id: str
    email: str
    """As it was handed in: may be empty, or no address at all."""
    students: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


def family_key(family: str) -> Key:
    """A family."""
    return Key(f"FAMILY#{family}", "FAMILY")


def family_entry(family: str, email: str) -> Entry:
    """The family in the directory, where its mail address stands for its name."""
    return Entry(noun="families", id=family, name=email)


def to_item(family: Family) -> Item:
    """The family as a record."""
    return {
        "id": family.id,
        "email": family.email,
        "students": list(family.students),
        "keywords": list(family.keywords),
        LISTED: True,
    }


@readable("family")
def from_item(item: Item) -> Family:
    """The family that a record holds."""
    return Family(
        id=item["id"],
        email=item["email"],
        students=tuple(item["students"]),
        keywords=tuple(item["keywords"]),
    )


def find(ids: Iterable[str], records: Records) -> dict[str, Family]:
    """The families that exist among these, by id."""
    named = {name for name in ids if re.fullmatch(NAME_PATTERN, name)}
    found = records.get(family_key(name) for name in named)
    return {one.id: one for one in map(from_item, found.values())}
