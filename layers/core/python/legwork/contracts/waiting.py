"""What a task waits for, as callers see it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Literal, TypeAlias

from pydantic import Field

from legwork.contracts.model import Model
from legwork.contracts.moment import Moment
from legwork.domain.waiting import WaitsFor
from legwork.usecases.read_task import TaskReading


class WaitingTurnView(Model):
    """It waits until its account may run one more task."""

    for_: Literal["turn"] = Field(alias="for", description="What it waits for.")
    ahead: int
    """How many tasks of the account wait before it."""


class WaitingRateView(Model):
    """Its work is done; its mails leave as fast as the account may send."""

    for_: Literal["rate"] = Field(alias="for", description="What it waits for.")


class WaitingPauseView(Model):
    """It is paused until somebody resumes it."""

    for_: Literal["pause"] = Field(alias="for", description="What it waits for.")
    at: Moment
    """Since when."""
    by: str | None
    """Name of who paused it; nothing when it paused itself, or the operators of Legwork did."""
    reason: str | None
    """Why, if that is known."""


class WaitingHoldView(Model):
    """It waits until the tasks of its account, or of its kind, may run again."""

    for_: Literal["hold"] = Field(alias="for", description="What it waits for.")
    at: Moment
    """Since when."""
    by: str | None
    """Name of who put them on hold; nothing when the operators of Legwork did."""
    reason: str | None
    """Why, if that is known."""


class WaitingApprovalView(Model):
    """It is a preview that somebody else has to approve before it can be launched."""

    for_: Literal["approval"] = Field(alias="for", description="What it waits for.")


WaitingView: TypeAlias = (
    WaitingTurnView | WaitingRateView | WaitingPauseView | WaitingHoldView | WaitingApprovalView
)


def waiting_of(reading: TaskReading) -> WaitingView | None:
    """What a task waits for, if that is why it does not move."""
    waiting = reading.waiting
    if waiting is None:
        return None
    told = {"for": waiting.what.value}
    since = asdict(waiting.since) if waiting.since else {"at": reading.task.moved_at}
    match waiting.what:
        case WaitsFor.TURN:
            return WaitingTurnView.model_validate({**told, "ahead": waiting.ahead})
        case WaitsFor.APPROVAL:
            return WaitingApprovalView.model_validate(told)
        case WaitsFor.RATE:
            return WaitingRateView.model_validate(told)
        case WaitsFor.PAUSE:
            return WaitingPauseView.model_validate({"by": None, "reason": None, **since, **told})
        case WaitsFor.HOLD:
            return WaitingHoldView.model_validate({"by": None, "reason": None, **since, **told})
