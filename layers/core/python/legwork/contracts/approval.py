"""Approval by a second person, as callers see it."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import Field

from legwork.contracts.model import Model, Request
from legwork.domain.approval import RULES_LIMIT, ApprovalRule


class DecideRequest(Request):
    """Why a preview is approved or rejected."""

    reason: str | None = Field(default=None, max_length=500)
    """Why, for whoever made it."""


class ApprovalRuleRequest(Request):
    """Which launches of a kind somebody else must approve; without sizes, all of them."""

    kind: str = Field(max_length=64)
    """Name of a kind of task."""
    from_targets: int | None = Field(default=None, ge=1, le=1_000_000_000)
    """From so many targets on."""
    from_cents: int | None = Field(default=None, ge=1, le=1_000_000_000_000)
    """From so much money on."""

    def to_domain(self) -> ApprovalRule:
        """As the engine knows it."""
        return ApprovalRule(
            kind=self.kind, from_targets=self.from_targets, from_cents=self.from_cents
        )


class ApprovalRulesRequest(Request):
    """Which launches somebody else must approve: these, and no others."""

    rules: list[ApprovalRuleRequest] = Field(max_length=RULES_LIMIT)
    """One that fits is enough."""


class ApprovalRuleView(Model):
    """Which launches of a kind somebody else must approve; without sizes, all of them."""

    kind: str
    """Name of the kind of task."""
    from_targets: int | None
    """From so many targets on."""
    from_cents: int | None
    """From so much money on."""


class ApprovalRulesView(Model):
    """Which launches somebody else must approve."""

    rules: list[ApprovalRuleView]
    """One that fits is enough."""

    @classmethod
    def of(cls, rules: Iterable[ApprovalRule]) -> ApprovalRulesView:
        """Show an account's rules."""
        return cls(
            rules=[
                ApprovalRuleView(
                    kind=one.kind, from_targets=one.from_targets, from_cents=one.from_cents
                )
                for one in rules
            ]
        )
