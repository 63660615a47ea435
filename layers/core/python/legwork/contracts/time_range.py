"""Between which moments a task should end, as callers see it."""

from __future__ import annotations

from datetime import timedelta

from legwork.contracts.model import Model
from legwork.contracts.moment import Moment
from legwork.domain.time_left import TimeLeft


class TimeRangeView(Model):
    """Between which moments a task should end: the wider, the less is known."""

    earliest: Moment
    """If all goes well."""
    latest: Moment
    """If others want the same workers, or send as well."""

    @classmethod
    def of(cls, left: TimeLeft | None) -> TimeRangeView | None:
        """Show when a task should end."""
        if left is None:
            return None
        # To the second, as all moments: the last one is rounded up.
        second = timedelta(microseconds=999_999)
        return cls(earliest=left.earliest, latest=left.latest + second)
