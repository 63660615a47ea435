"""Billing cycles: how often an enrollment is billed. The schedule stands on the enrollment."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum
from typing import Final


class BillingCycle(StrEnum):
    """From one bill to the next."""

    WEEKLY = "weekly"
    TWO_WEEKS = "two_weeks"
    FOUR_WEEKS = "four_weeks"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"

    def after(self, day: str, of_month: int = 0) -> str:
        """The day that follows one on which a bill was due.

        Args:
            day: on which it was due.
            of_month: the day of the month that it is to be, where ``day`` is an earlier one
                because its month is too short.
        """
        return self._moved(day, 1, of_month)

    def before(self, day: str, of_month: int = 0) -> str:
        """The day that came before it."""
        return self._moved(day, -1, of_month)

    def of_month(self, day: str, of_month: int = 0) -> int:
        """The day of the month to be kept with the next day, where that is an earlier one."""
        wanted = max(of_month, date.fromisoformat(day).day)
        after = date.fromisoformat(self.after(day, of_month)).day
        return 0 if self in _WEEKS or after == wanted else wanted

    def _moved(self, day: str, by: int, of_month: int) -> str:
        when = date.fromisoformat(day)
        if self in _WEEKS:
            return (when + timedelta(weeks=by * _WEEKS[self])).isoformat()
        return _months_on(when, by * _MONTHS[self], max(of_month, when.day)).isoformat()


_WEEKS: Final = {BillingCycle.WEEKLY: 1, BillingCycle.TWO_WEEKS: 2, BillingCycle.FOUR_WEEKS: 4}
_MONTHS: Final = {BillingCycle.MONTHLY: 1, BillingCycle.QUARTERLY: 3, BillingCycle.YEARLY: 12}


def _months_on(when: date, months: int, of_month: int) -> date:
    """A day of another month; the last one of a month that is too short for it."""
    year, month = divmod(when.year * 12 + when.month - 1 + months, 12)
    longest = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(of_month, longest))
