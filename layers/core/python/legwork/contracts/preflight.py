"""What a task would come to, before it is launched."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from legwork.contracts.codes import OUTCOME_CODE
from legwork.contracts.model import Model, Request
from legwork.domain.outcome import Outcome
from legwork.usecases.preflight import Foreseen, Preflight


class PreflightRequest(Request):
    """What would be launched."""

    kind: Annotated[str, Field(max_length=64)]
    """Name of a kind of task."""
    params: dict[str, Any] = Field(default_factory=dict)
    """Parameters of that kind."""


class ForeseenView(Model):
    """Targets that would end in the same way."""

    outcome: Outcome
    """How."""
    code: Annotated[str, OUTCOME_CODE]
    """Why, for programs; empty where it is done as asked."""
    count: int
    """How many."""
    target: str
    """The first of them."""
    message: str
    """What is said of that one."""

    @classmethod
    def of(cls, found: Foreseen) -> ForeseenView:
        """Show a group."""
        return cls(
            outcome=found.verdict.outcome,
            code=found.verdict.code,
            count=found.count,
            target=found.target,
            message=found.verdict.message,
        )


class PreflightView(Model):
    """What a task would come to, if it were launched now."""

    total: int
    """Targets that were looked at."""
    complete: bool
    """Whether these are all of them; otherwise the numbers are lower bounds."""
    mails: int
    """Mails that would be sent."""
    charges: int
    """Cards that would be charged."""
    sums: dict[str, int]
    """What they come to, by name: cents, tokens."""
    groups: list[ForeseenView]
    """By outcome and code, the largest first."""

    @classmethod
    def of(cls, found: Preflight) -> PreflightView:
        """Show what was found."""
        groups = sorted(found.groups.values(), key=lambda one: -one.count)
        return cls(
            total=found.total,
            complete=found.complete,
            mails=found.mails,
            charges=found.charges,
            sums=dict(found.sums),
            groups=[ForeseenView.of(one) for one in groups],
        )
