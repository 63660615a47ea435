"""Stop when: the number or the share of errors at which a task pauses itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from legwork.domain.outcome import Counts

PERCENT_FROM = 50
"""Targets that must have been worked on before a share of them says anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopWhen:
    """When a task pauses itself. One of the two is given."""

    errors: int | None = None
    """As many targets have ended in errors."""
    error_percent: int | None = None
    """Such a share of the targets that were worked on, once there are ``PERCENT_FROM``."""
    errors_before: int = 0
    """Errors that staff have looked at: they resumed the task since."""
    done_before: int = 0
    """Targets that had been worked on then."""

    def crossed(self, counts: Counts) -> str | None:
        """Why a task with these counts is to pause; nothing while it is not."""
        errors, done = counts.errors - self.errors_before, counts.done - self.done_before
        since = " since it was resumed" if self.done_before else ""
        if self.errors is not None and errors >= self.errors:
            return f"{errors:,} targets have ended in errors{since}; it stops at {self.errors:,}."
        if self.error_percent is None or done < PERCENT_FROM:
            return None
        if errors * 100 < self.error_percent * done:
            return None
        share = f"{errors:,} of {done:,} targets have ended in errors{since}"
        return f"{share}; it stops at {self.error_percent} %."

    def after(self, counts: Counts) -> StopWhen:
        """The same, counted anew from here on."""
        return replace(self, errors_before=counts.errors, done_before=counts.done)

    def to_value(self) -> Mapping[str, int]:
        """As a row has it."""
        values = {
            "errors": self.errors,
            "error_percent": self.error_percent,
            "errors_before": self.errors_before or None,
            "done_before": self.done_before or None,
        }
        return {name: value for name, value in values.items() if value is not None}

    @classmethod
    def from_value(cls, value: Mapping[str, Any]) -> StopWhen:
        """Read it from a row."""
        return cls(
            errors=value.get("errors"),
            error_percent=value.get("error_percent"),
            errors_before=value.get("errors_before", 0),
            done_before=value.get("done_before", 0),
        )
