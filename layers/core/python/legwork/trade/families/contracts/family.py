"""Families as callers see and change them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from legwork.contracts.directory import NamedView
from legwork.contracts.model import Correction, Model, Request
from legwork.domain.errors import InvalidInput
from legwork.domain.recipient import Consent, at_of, moment
from legwork.trade.families.family import GUARDIANS_LIMIT, Guardian, Omission
from legwork.trade.families.keyword import KEYWORDS_LIMIT
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
    consent: bool | None
    """Whether it agreed to mailings, or refused them; nothing when nobody has asked."""
    consent_source: str | None
    """Where that comes from, such as a form."""
    consent_at: str | None
    """The day or the moment of it."""
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
            consent=recipient.consent,
            consent_source=recipient.consent_source or None,
            consent_at=recipient.consent_at or None,
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
    email: Annotated[Words, Field(max_length=254)] | None = None
    """Where it is written to. A new address has not agreed to mailings."""
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
    keywords: Annotated[list[str] | None, Field(max_length=KEYWORDS_LIMIT)] = None
    """What it is filed under; new ones become keywords for families."""
    consent: bool | None = None
    """Whether it agrees to mailings; what is known of it stays if that is not said."""
    consent_source: Words | None = None
    """Where that comes from, such as a form: an agreement needs it."""
    consent_at: Annotated[str, Field(max_length=40)] | None = None
    """The day or the moment of it; now, if that is not said."""

    def changes(self, *, whole: bool) -> dict[str, Any]:
        """What is said of it, as a family has it."""
        said = {k: v for k, v in self.said(whole=whole).items() if not k.startswith("consent")}
        if "email" in said:
            said["email"] = (self.email or "").strip()
        if self.keywords is not None:
            said["keywords"] = tuple(sorted(set(self.keywords)))
        if self.guardians is not None:
            said["guardians"] = tuple(Guardian(**one.model_dump()) for one in self.guardians)
        if self.omit_from is not None:
            said["omit_from"] = tuple(sorted(set(self.omit_from)))
        return said

    def agreed(self, now: datetime) -> Consent | None:
        """What is said of its consent, if anything.

        Raises:
            InvalidInput: a source or a day is given, and not what for; or the day is none.
        """
        if self.consent is None:
            for name in ("consent_source", "consent_at"):
                if getattr(self, name) is not None:
                    raise InvalidInput.of("consent", f"say yes or no, if you say {name}")
            return None
        at = moment(now) if self.consent_at is None else at_of(self.consent_at)
        if at is None:
            raise InvalidInput.of("consent_at", "neither a day like 2026-05-31 nor a moment")
        return Consent(agreed=self.consent, source=self.consent_source or "", at=at)
