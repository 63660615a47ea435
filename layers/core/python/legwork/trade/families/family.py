"""Families: who is told about students, who pays for them, at which address."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from legwork.domain.directory import LISTED, Entry
from legwork.domain.effect import Equals, Item, Key, Update
from legwork.domain.errors import InvalidInput
from legwork.domain.readable import readable
from legwork.domain.record import Records
from legwork.trade.families.keyword import KEYWORDS_LIMIT
from legwork.trade.imports.row_values import NAME_PATTERN

GUARDIANS_LIMIT = 10
"""Most guardians of a family."""

Omission: TypeAlias = Literal["tuition", "drafts"]
"""What a family can be left out of: charges of tuition, or drafts of its payment method."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guardian:
    """A parent, or whoever else is responsible for the students."""

    name: str
    email: str = ""
    phone: str = ""
    primary: bool = False
    """Whether it is this one whose payment method is charged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A family with its students."""

    id: str
    email: str
    """As it was handed in: may be empty, or no address at all."""
    name: str = ""
    guardians: tuple[Guardian, ...] = ()
    address: str = ""
    """Where it lives, in lines."""
    location: str = ""
    """The location of the account that it belongs to; empty for all of them."""
    active: bool = True
    omit_from: tuple[Omission, ...] = ()
    students: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()

    @property
    def shown_name(self) -> str:
        """How people call it."""
        return self.name or self.id

    @property
    def primary_guardian(self) -> Guardian | None:
        """Who pays, if anybody is known."""
        return next((one for one in self.guardians if one.primary), None)

    @property
    def payer(self) -> str:
        """Mail address of whoever pays: the primary guardian's, or the family's own."""
        guardian = self.primary_guardian
        return guardian.email if guardian else self.email


def check(family: Family) -> None:
    """Refuse what no family is.

    Raises:
        InvalidInput: names the field.
    """
    if len(family.guardians) > GUARDIANS_LIMIT:
        raise InvalidInput.of("guardians", f"at most {GUARDIANS_LIMIT}")
    if len(family.keywords) > KEYWORDS_LIMIT:
        raise InvalidInput.of("keywords", f"at most {KEYWORDS_LIMIT}")
    if family.guardians and sum(one.primary for one in family.guardians) != 1:
        raise InvalidInput.of("guardians", "exactly one of them is the primary one")


def family_key(family: str) -> Key:
    """A family."""
    return Key(f"FAMILY#{family}", "FAMILY")


def family_entry(family: str, email: str, name: str = "") -> Entry:
    """The family in the directory, where its mail address stands for a name that it lacks."""
    return Entry(noun="families", id=family, name=name or email, also=email if name else "")


def entry_of_item(item: Item) -> Entry:
    """The family that a record holds, in the directory."""
    return family_entry(item["id"], item["email"], item.get("name", ""))


def to_item(family: Family) -> Item:
    """The family as a record; what most families lack is left out of it."""
    rare: dict[str, Any] = {
        "name": family.name,
        "guardians": [_guardian_item(one) for one in family.guardians],
        "address": family.address,
        "location": family.location,
        "omit_from": list(family.omit_from),
    }
    return {
        "id": family.id,
        "email": family.email,
        "students": list(family.students),
        "keywords": list(family.keywords),
        LISTED: True,
        **{name: value for name, value in rare.items() if value},
        **({} if family.active else {"active": False}),
    }


def _guardian_item(guardian: Guardian) -> Item:
    said = {"name": guardian.name, "email": guardian.email, "phone": guardian.phone}
    return {**{name: value for name, value in said.items() if value}, "primary": guardian.primary}


def with_student(family: Family, student: str) -> Update:
    """A family that has a student more, unless that or its address has changed since."""
    return Update(
        family_key(family.id),
        set={"students": [*family.students, student]},
        expect=(Equals("students", list(family.students)), Equals("email", family.email)),
    )


@readable("family")
def from_item(item: Item) -> Family:
    """The family that a record holds."""
    return Family(
        id=item["id"],
        email=item["email"],
        name=item.get("name", ""),
        guardians=tuple(Guardian(**one) for one in item.get("guardians", ())),
        address=item.get("address", ""),
        location=item.get("location", ""),
        active=item.get("active", True),
        omit_from=tuple(item.get("omit_from", ())),
        students=tuple(item["students"]),
        keywords=tuple(item["keywords"]),
    )


def find(ids: Iterable[str], records: Records) -> dict[str, Family]:
    """The families that exist among these, by id."""
    named = {name for name in ids if re.fullmatch(NAME_PATTERN, name)}
    found = records.get(family_key(name) for name in named)
    return {one.id: one for one in map(from_item, found.values())}
