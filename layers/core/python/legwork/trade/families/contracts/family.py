"""Families as callers see and change them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from legwork.contracts.directory import NamedView
from legwork.contracts.model import Correction, Model, Request
from legwork.trade.families.family import GUARDIANS_LIMIT, Guardian, Omission
from legwork.trade.families.usecases.read_family import FamilyReading

Words = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Lines = Annotated[str, Field(max_length=1_000, pattern=r"^[^\x00-\x09\x0b-\x1f\x7f]*$")]


class GuardianView(Model):
    """A parent, or whoever else is responsible for the students."""

    name: str
    """What they are called."""
    email: str
    """Their own mail address, if it is known."""
    phone: str
    """Where they are called, if it is known."""
    primary: bool
    """Whether it is this one whose payment method is charged."""


class FamilyView(Model):
    """A family."""

    id: str
    """Id of the family."""
    name: str
    """What it is called; empty when its id is all that is known."""
    email: str | None
    """Where it is written to, if it has an address."""
    guardians: list[GuardianView]
    """Who is responsible for the students."""
    address: str
    """Where it lives, in lines."""
    location: str
    """The location of the account that it belongs to; empty for all of them."""
    active: bool
    """Whether it takes part at present."""
    omit_from: list[Omission]
    """What it is left out of."""
    opted_in: bool
    """Whether it agreed to mailings."""
    suppressed: str | None
    """Why nothing may be sent to the address: ``bounce`` or ``complaint``."""
    students: list[str]
    """Ids of its students."""
    keywords: list[str]
    """What staff have filed it under."""

    @classmethod
    def of(cls, reading: FamilyReading) -> FamilyView:
        """Show a family."""
        family, recipient = reading.family, reading.recipient
        return cls(
            id=family.id,
            name=family.name,
            email=family.email or None,
            guardians=[_guardian(one) for one in family.guardians],
            address=family.address,
            location=family.location,
            active=family.active,
            omit_from=list(family.omit_from),
            opted_in=recipient.opted_in,
            suppressed=recipient.suppressed,
            students=list(family.students),
            keywords=list(family.keywords),
        )


def _guardian(guardian: Guardian) -> GuardianView:
    return GuardianView(
        name=guardian.name,
        email=guardian.email,
        phone=guardian.phone,
        primary=guardian.primary,
    )


class FamilyListView(Model):
    """A page of families, by id and name."""

    families: list[NamedView]
    """In the order of the ids and names that begin so."""
    next_cursor: str | None
    """Where the next page begins; nothing on the last one."""


class GuardianRequest(Request):
    """A parent, or whoever else is responsible for the students."""

    name: Annotated[Words, Field(min_length=1)]
    """What they are called."""
    email: Words = ""
    """Their own mail address, if it is known."""
    phone: Words = ""
    """Where they are called, if it is known."""
    primary: bool = False
    """Whether it is this one whose payment method is charged; exactly one is."""


class FamilyRequest(Correction):
    """What a family is to be."""

    name: Words | None = None
    """What it is called."""
    guardians: Annotated[list[GuardianRequest] | None, Field(max_length=GUARDIANS_LIMIT)] = None
    """Who is responsible for the students."""
    address: Lines | None = None
    """Where it lives, in lines."""
    location: Words | None = None
    """The location of the account that it belongs to; empty for all of them."""
    active: bool | None = None
    """Whether it takes part at present; it does unless that is said."""
    omit_from: Annotated[list[Omission] | None, Field(max_length=2)] = None
    """What it is left out of."""

    def changes(self, *, whole: bool) -> dict[str, Any]:
        """What is said of it, as a family has it."""
        said = self.said(whole=whole)
        if self.guardians is not None:
            said["guardians"] = tuple(Guardian(**one.model_dump()) for one in self.guardians)
        if self.omit_from is not None:
            said["omit_from"] = tuple(sorted(set(self.omit_from)))
        return said
