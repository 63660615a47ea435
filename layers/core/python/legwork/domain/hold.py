"""A hold: no task of an account, or of a kind, runs until it is lifted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Hold:
    """Who put tasks on hold, when and why."""

    at: datetime
    by: str | None
    """Name of the owner who did it; nothing when the operators of Legwork did."""
    reason: str | None = None
