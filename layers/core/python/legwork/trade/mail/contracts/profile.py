"""The profile of an account, as the calls about it have it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from legwork.contracts.model import Correction, Model
from legwork.trade.mail.profile import Profile

Name = Annotated[
    str, Field(max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$", examples=["Parkside Swim & Gym"])
]
Address = Annotated[
    str,
    Field(
        max_length=300,
        pattern=r"^[^\x00-\x09\x0b-\x1f\x7f]*$",
        examples=["12 Harbour Street\nParkside, ME 04101"],
    ),
]


class ProfileRequest(Correction):
    """What mails are to say of the account."""

    name: Name | None = None
    """What families know it by."""
    address: Address | None = None
    """Postal address, in a line or several."""


class ProfileView(Model):
    """What mails say of the account."""

    name: str
    """What families know it by; empty until somebody has said it."""
    address: str
    """Postal address, in a line or several."""

    @classmethod
    def of(cls, profile: Profile) -> ProfileView:
        """The view of a profile."""
        return cls(name=profile.name, address=profile.address)
