"""Billing cycles: how often an enrollment is billed. The schedule stands on the enrollment."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum


class BillingCycle(StrEnum):
    """From one bill to the next."""

    WEEKLY = "weekly"
    TWO_WEEKS = "two_weeks"
    FOUR_WEEKS = "four_weeks"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"

    def after(self, day: str) -> str:
        """The day that follows one on which a bill was due."""
        return self._moved(day, 1)

    def before(self, day: str) -> str:
        """The day that came before it."""
        return self._moved(day, -1)

    def _moved(self, day: str, by: int) -> str:
        when = date.fromisoformat(day)
        if self in _WEEKS:
            return (when + timedelta(weeks=by * _WEEKS[self])).isoformat()
        return _months_on(when, by * _MONTHS[self]).isoformat()


_WEEKS = {BillingCycle.WEEKLY: 1, BillingCycle.TWO_WEEKS: 2, BillingCycle.FOUR_WEEKS: 4}
_MONTHS = {BillingCycle.MONTHLY: 1, BillingCycle.QUARTERLY: 3, BillingCycle.YEARLY: 12}


def _months_on(when: date, months: int) -> date:
    """The same day of another month; the last one of a month stays the last one."""
    counted = when.year * 12 + when.month - 1 + months
    year, month = divmod(counted, 12)
    longest = monthrange(year, month + 1)[1]
    was_last = when.day == monthrange(when.year, when.month)[1]
    return date(year, month + 1, longest if was_last else min(when.day, longest))
