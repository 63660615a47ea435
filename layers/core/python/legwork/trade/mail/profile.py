"""The profile of an account: what it calls itself, and where it is, as its mails say it."""

from __future__ import annotations

from dataclasses import dataclass

from legwork.domain.effect import Item, Key
from legwork.domain.readable import legible, readable
from legwork.domain.record import Records

PROFILE_KEY = Key("PROFILE", "PROFILE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """An account as its families know it."""

    name: str = ""
    """Empty for one that has not said it yet."""
    address: str = ""
    """Postal, in a line or several."""

    @property
    def letterhead(self) -> str:
        """Name and address, in lines; empty while the account has said neither."""
        lines = [self.name, *self.address.splitlines()]
        return "\n".join(line.strip() for line in lines if line.strip())


def to_item(profile: Profile) -> Item:
    """The profile as a record."""
    return {"name": profile.name, "address": profile.address}


@readable("profile")
def from_item(item: Item) -> Profile:
    """The profile that a record holds."""
    return Profile(name=item.get("name", ""), address=item.get("address", ""))


def find_profile(records: Records) -> Profile:
    """The profile of the account; an empty one if there is none that can be read."""
    found = records.get([PROFILE_KEY]).values()
    return next(legible(found, from_item), Profile())
