"""What holds for all tasks of an account."""

from __future__ import annotations

from pydantic import Field

from legwork.contracts.model import Model, Request
from legwork.contracts.moment import Moment
from legwork.contracts.stop_when import StopWhenView
from legwork.domain.hold import Hold
from legwork.domain.stop_when import StopWhen


class HoldRequest(Request):
    """Why the account's tasks are put on hold."""

    reason: str | None = Field(default=None, max_length=500)
    """Why, for whoever waits for a task."""


class HoldView(Model):
    """Who put the account's tasks on hold."""

    at: Moment
    """Since when."""
    by: str | None
    """Name of the owner who did; nothing when the operators of Legwork did."""
    reason: str | None
    """Why, if that was said."""


class AccountSettingsView(Model):
    """What holds for all tasks of the account."""

    hold: HoldView | None
    """Whether none of them runs for now."""
    stop_when: StopWhenView | None
    """When new tasks pause themselves, unless their launch says otherwise."""

    @classmethod
    def of(cls, hold: Hold | None, stop_when: StopWhen | None) -> AccountSettingsView:
        """Show it."""
        held = HoldView(at=hold.at, by=hold.by, reason=hold.reason) if hold else None
        return cls(hold=held, stop_when=StopWhenView.of(stop_when))
