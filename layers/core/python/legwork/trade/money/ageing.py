"""Ageing: how long what a family owes has been due, as bookkeepers count it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from legwork.trade.money.account import Account

SPANS = (30, 60, 90)
"""Days past the due day at which an older column begins."""
NAMES = ("0\u201330 days", "31\u201360 days", "61\u201390 days", "Over 90 days")
"""The columns, from the youngest to the oldest."""


@dataclass(frozen=True, slots=True)
class Ageing:
    """What a family owes by age; what it has in hand stands apart, and is used for nothing yet."""

    cents: tuple[int, int, int, int]
    """By column; what is not due yet is in the first."""
    in_hand_cents: int
    """Payments and credits that are not used up."""
    oldest_due: str | None
    """The earliest due day of what is open."""

    @property
    def open_cents(self) -> int:
        """What is open of all charges."""
        return sum(self.cents)

    @property
    def balance_cents(self) -> int:
        """What the family owes; below zero, what it has in hand."""
        return self.open_cents - self.in_hand_cents


def column_of(due_day: str, day: str) -> int:
    """Which column a charge stands in that was to be paid by a day."""
    late = (date.fromisoformat(day) - date.fromisoformat(due_day)).days
    return sum(late > span for span in SPANS)


def ageing_of(account: Account, day: str) -> Ageing:
    """What a family owes by age.

    Args:
        account: what is open; what was paid in part counts with what is left.
        day: as of which.
    """
    cents = [0] * len(NAMES)
    for charge in account.open.values():
        cents[column_of(charge.due_day, day)] += charge.cents
    due_days = [charge.due_day for charge in account.open.values()]
    return Ageing(
        (cents[0], cents[1], cents[2], cents[3]), account.free_cents, min(due_days, default=None)
    )
