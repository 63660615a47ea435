"""The pace of a lane: since when it is driven, from where, and how long one batch takes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

_SMOOTH = 5
"""Batches over which the time that one takes is smoothed."""


@dataclass(frozen=True, slots=True)
class Pace:
    """What is known of a lane's speed since its gate was opened."""

    opened_at: datetime
    """When that was."""
    opened: int
    """Where it stood then."""
    beat: timedelta | None = None
    """What a batch takes while somebody drives the lane; unknown before two in a row."""

    def after(self, took: timedelta | None) -> Pace:
        """Once another batch is committed.

        Args:
            took: how long it took; nothing when it is not known since when it was worked on.
        """
        if took is None:
            return self
        return replace(self, beat=self.beat + (took - self.beat) / _SMOOTH if self.beat else took)
