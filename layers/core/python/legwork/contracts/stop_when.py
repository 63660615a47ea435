"""When a task pauses itself, as callers say it and see it."""

from __future__ import annotations

from pydantic import Field

from legwork.contracts.model import Model, Request
from legwork.domain.errors import InvalidInput
from legwork.domain.stop_when import StopWhen


class StopWhenRequest(Request):
    """When a task pauses itself: one of the two."""

    errors: int | None = Field(default=None, ge=1, le=1_000_000_000)
    """Once as many targets have ended in errors."""
    error_percent: int | None = Field(default=None, ge=1, le=100)
    """Once such a share of the targets worked on have, from 50 targets on."""

    def to_domain(self) -> StopWhen:
        """As the engine knows it.

        Raises:
            InvalidInput: it says both, or nothing.
        """
        if (self.errors is None) is (self.error_percent is None):
            raise InvalidInput.of("stop_when", "give either errors or error_percent")
        return StopWhen(errors=self.errors, error_percent=self.error_percent)


class StopWhenView(Model):
    """When a task pauses itself: one of the two."""

    errors: int | None
    """Once as many targets have ended in errors."""
    error_percent: int | None
    """Once such a share of the targets worked on have, from 50 targets on."""

    @classmethod
    def of(cls, stop_when: StopWhen | None) -> StopWhenView | None:
        """Show a threshold, if there is one."""
        if stop_when is None:
            return None
        return cls(errors=stop_when.errors, error_percent=stop_when.error_percent)
