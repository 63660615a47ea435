"""Read a family, and what is known of its mail address."""

from __future__ import annotations

from dataclasses import dataclass

from legwork.domain import recipient as recipients
from legwork.domain.effect import Item
from legwork.domain.errors import NotFound
from legwork.domain.permission import Caller, Permission
from legwork.domain.recipient import Recipient, is_address
from legwork.domain.record import Records
from legwork.trade.families.family import Family, family_key, from_item
from legwork.trade.imports.row_values import is_name

MAY_READ = (
    Permission.CLASSES,
    Permission.TRANSACTIONS,
    Permission.KEYWORDS,
    Permission.TOKENS,
)
"""Whoever has one of them may read families and students."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyReading:
    """A family, and what is known of its mail address."""

    family: Family
    item: Item
    """Its record, as it was read."""
    recipient: Recipient


def read_family(family: str, *, caller: Caller, records: Records) -> FamilyReading:
    """A family.

    Raises:
        NotAllowed: the caller may not see families.
        NotFound: there is none.
    """
    caller.require_any(*MAY_READ)
    key = family_key(family)
    item = records.get([key]).get(key) if is_name(family) else None
    if item is None:
        raise NotFound(f"There is no family '{family[:64]}'.")
    found = from_item(item)
    known = recipients.find([found.email], records) if is_address(found.email) else {}
    recipient = known.get(found.email, Recipient(found.email))
    return FamilyReading(family=found, item=item, recipient=recipient)
