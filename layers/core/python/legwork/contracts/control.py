"""What people do to a task that is there: cancel, pause, resume, retry."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from legwork.contracts.model import Request
from legwork.contracts.stop_when import StopWhenRequest


class CancelRequest(Request):
    """Why a task is cancelled."""

    reason: str | None = Field(default=None, max_length=500)
    """Why, for whoever looks at the task later."""


class PauseRequest(Request):
    """Why a task is paused."""

    reason: str | None = Field(default=None, max_length=500)
    """Why, for whoever looks at the task later."""


class ResumeRequest(Request):
    """How a task goes on."""

    stop_when: StopWhenRequest | None = None
    """When it pauses itself from here on; null for never. Left out, its threshold stays, and counts
    the errors from here on."""


class RetryRequest(Request):
    """What to retry: all that failed or was not attempted, or some of it."""

    codes: list[Annotated[str, Field(min_length=1, max_length=64)]] | None = Field(
        default=None, min_length=1, max_length=50
    )
    """Only targets that ended in an error with one of these codes."""
