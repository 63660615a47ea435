"""Approval: launches that another person must have said yes to, by kind and size."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

RULES_LIMIT = 50
"""Most rules of an account: they lie in one row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRule:
    """Which launches of a kind another person must approve."""

    kind: str
    from_targets: int | None = None
    """From so many targets on."""
    from_cents: int | None = None
    """From so much money on; with both, either will do, and with neither, every launch."""

    def covers(self, targets: int, cents: int) -> bool:
        """Whether a launch of its kind is large enough."""
        if self.from_targets is None and self.from_cents is None:
            return True
        many = self.from_targets is not None and targets >= self.from_targets
        return many or (self.from_cents is not None and cents >= self.from_cents)

    def to_value(self) -> Mapping[str, Any]:
        """What a row says of it."""
        sizes = {"from_targets": self.from_targets, "from_cents": self.from_cents}
        return {"kind": self.kind} | {name: n for name, n in sizes.items() if n is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What somebody else said to a preview."""

    approved: bool
    """Whether it may be launched."""
    by: str
    """Name of who said so."""
    by_id: str
    at: datetime
    digest: str
    """Of what was shown: that, and nothing else, was approved."""
    reason: str | None = None

    def to_value(self) -> Mapping[str, Any]:
        """What a row says of it."""
        values = {
            "approved": self.approved,
            "by": self.by,
            "by_id": self.by_id,
            "at": self.at.isoformat(),
            "digest": self.digest,
            "reason": self.reason,
        }
        return {name: value for name, value in values.items() if value is not None}

    @classmethod
    def from_value(cls, value: Mapping[str, Any]) -> Approval:
        """What a row has told."""
        return cls(
            approved=value["approved"],
            by=value["by"],
            by_id=value["by_id"],
            at=datetime.fromisoformat(value["at"]),
            digest=value["digest"],
            reason=value.get("reason"),
        )


def cents_of(sums: Mapping[str, int]) -> int:
    """The money that a preview comes to: the largest of its sums of cents."""
    return max((abs(n) for name, n in sums.items() if name.endswith("cents")), default=0)


def is_covered(
    rules: Iterable[ApprovalRule], kind: str, targets: int, sums: Mapping[str, int]
) -> bool:
    """Whether one of an account's rules is about a launch of this size."""
    return any(one.kind == kind and one.covers(targets, cents_of(sums)) for one in rules)
