"""Applications: which payment or credit pays which charge, and how much of it.

Like postings they are never changed: what is taken off again is a row with the amount below zero.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from legwork.domain.effect import Absent, Item, Key, Put
from legwork.domain.readable import read_all, readable
from legwork.domain.record import Records
from legwork.trade.money.posting import partition_of

_APPLIED = "APPLIED#"


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """So much of a payment (or credit) went to a charge, or was taken off it again."""

    charge: str
    payment: str
    cents: int
    """Above zero; below zero when it is taken off."""
    by: str
    """The task or the call that did it: it does so once for a charge and a payment."""
    at: datetime


def application_key(family: str, one: Application) -> Key:
    """An application: those of a charge lie side by side."""
    return Key(partition_of(family), f"{_APPLIED}{one.charge}#{one.payment}#{one.by}")


def put(family: str, one: Application) -> Put:
    """Write an application down, once."""
    item = {
        "charge": one.charge,
        "payment": one.payment,
        "amount_cents": one.cents,
        "by": one.by,
        "at": one.at.isoformat(),
    }
    return Put(application_key(family, one), item, (Absent(),))


def span() -> tuple[str, str]:
    """First and last sort key of applications."""
    return _APPLIED, f"{_APPLIED}~"


@readable("application of a payment")
def from_item(item: Item) -> Application:
    """The application that a record holds."""
    return Application(
        charge=item["charge"],
        payment=item["payment"],
        cents=item["amount_cents"],
        by=item["by"],
        at=datetime.fromisoformat(item["at"]),
    )


def applications_of(
    family: str, records: Records, *, charge: str | None = None, strict: bool = True
) -> Iterator[Application]:
    """The applications of a family.

    Args:
        family: whose.
        records: the account's.
        charge: those of this charge alone.
        strict: whether one that cannot be read raises Unreadable, or is left out.
    """
    first, last = span()
    if charge is not None:
        first, last = f"{_APPLIED}{charge}#", f"{_APPLIED}{charge}#~"
    rows = records.query(partition_of(family), first=first, last=last)
    return read_all((item for _, item in rows), from_item, strict=strict)


def linked(applications: Iterable[Application]) -> dict[tuple[str, str], int]:
    """By charge and payment the cents that are applied, where that is not nothing."""
    sums: Counter[tuple[str, str]] = Counter()
    for one in applications:
        sums[one.charge, one.payment] += one.cents
    return {pair: cents for pair, cents in sums.items() if cents}
