"""Permits: the right to use facilities at certain times. Source of the rules: CivicRec."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias
from urllib.parse import quote

from legwork.domain.directory import LISTED, Entry
from legwork.domain.effect import Item, Key
from legwork.domain.errors import InvalidInput
from legwork.domain.param import Param
from legwork.domain.readable import readable
from legwork.domain.record import Records
from legwork.domain.task import Result

PERMIT_PATTERN = r"^[A-Za-z0-9](?:[A-Za-z0-9 ._:-]{0,62}[A-Za-z0-9._:-])?$"
"""Permit numbers: letters, digits, spaces, dots, dashes, colons and underscores; at most 64."""

HOLDER_PATTERN = r"^[^#\x00-\x1f\x7f]{1,100}$"
"""Names of holders' accounts: anything printable but the number sign."""

PermitNumber: TypeAlias = Annotated[
    str, Param("The permit's number.", pattern=PERMIT_PATTERN, examples=["606405"])
]


def check_permit_number(permit: str) -> None:
    """Refuse a permit number that cannot be one.

    Raises:
        InvalidInput: names the field ``permit``.
    """
    if not re.fullmatch(PERMIT_PATTERN, permit):
        raise InvalidInput.of("permit", "not a permit number: letters, digits and . _ : - only")


def permit_key(permit: str) -> Key:
    """The permit itself: holder and requirements."""
    return Key(f"PERMIT#{permit}", "PERMIT")


def find(permit: str, records: Records) -> Item | None:
    """The permit as it is recorded, if there is one."""
    key = permit_key(permit)
    return records.get([key]).get(key)


def result_of(permit: str, summary: str) -> Result:
    """A task's result that is a permit."""
    return Result("permit", permit, f"/v1/permits/{quote(permit, safe='')}", summary)


def permit_item(permit: str, holder: str, requirements: Mapping[str, Any]) -> Item:
    """The permit as a record."""
    return {
        "permit": permit,
        "holder": holder,
        "requirements": dict(requirements),
        LISTED: True,
    }


def new_permit(permit: str, holder: str, requirements: Mapping[str, Any]) -> Item:
    """The same for one that is made now: whatever it will have is counted from the beginning."""
    return {**permit_item(permit, holder, requirements), "counted": {}}


@readable("permit")
def check_item(item: Item) -> Item:
    """The permit's record, if it is as it should be."""
    if not (
        isinstance(item["permit"], str)
        and isinstance(item["holder"], str)
        and isinstance(item["requirements"], Mapping)
    ):
        raise TypeError
    return item


def own_holder(permit: str) -> str:
    """The account of a permit whose holder nobody has named yet, as after an import."""
    return f"PERMIT-{permit}"


def permit_entry(permit: str, holder: str) -> Entry:
    """The permit in the directory; it is called by its holder, once somebody has named one."""
    name = "" if holder == own_holder(permit) else holder
    return Entry(noun="permits", id=permit, name=name)
