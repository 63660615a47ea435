"""A pause: who stopped a task for a while, when and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Pause:
    """Who paused a task, when and why."""

    at: datetime
    by: str | None
    """Name of who did it; nothing when it paused itself."""
    reason: str | None = None
    hold: bool = False
    """Whether a hold did it: then the task goes on by itself once that is lifted."""
