"""Proration: what part of the tuition is charged to somebody who comes for a part of the time.

Source: Jackrabbit and iClassPro. Blackout dates, on which nobody meets, do not count.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from legwork.trade.classes.class_ import Proration

FOUR = 4
"""Meetings of a month, where a month is four weeks."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many parts of a whole."""

    parts: int = 1
    of: int = 1

    @property
    def whole(self) -> bool:
        """Whether nothing is taken off."""
        return self.parts >= self.of

    def cents(self, amount: int) -> int:
        """The share of an amount: half a cent is rounded up."""
        return rounded(amount * self.parts, self.of)


def rounded(amount: int, of: int) -> int:
    """A quotient of numbers that are not negative, half a cent rounded up."""
    return (2 * amount + of) // (2 * of)


@dataclass(frozen=True, slots=True)
class Period:
    """What is paid for: from a day up to and with another one; nothing for open ends."""

    first: str = ""
    last: str = ""

    def holds(self, day: str) -> bool:
        """Whether a day is within it."""
        return self.first <= day and (not self.last or day <= self.last)


def month_of(day: str) -> Period:
    """The calendar month of a day."""
    when = date.fromisoformat(day)
    last = monthrange(when.year, when.month)[1]
    return Period(when.replace(day=1).isoformat(), when.replace(day=last).isoformat())


def share(
    way: Proration,
    meetings: Iterable[str],
    *,
    period: Period,
    attended: Period,
    blackout: Collection[str] = (),
) -> Share:
    """What part of the tuition is to be paid.

    Args:
        way: how it is shared out.
        meetings: the days on which the class meets.
        period: that the tuition is for.
        attended: from when until when the student is in the class.
        blackout: days that do not count.
    """
    counted = [day for day in meetings if period.holds(day) and day not in blackout]
    left = sum(attended.holds(day) for day in counted)
    if way is Proration.FOUR_WEEKS:
        return Share(min(left, FOUR), FOUR)
    return Share(left, max(1, len(counted)))
