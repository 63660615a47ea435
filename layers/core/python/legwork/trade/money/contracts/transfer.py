"""Transfers of enrollments as callers ask for them and see them."""

from __future__ import annotations

from pydantic import Field

from legwork.contracts.model import Model, Request
from legwork.trade.money.contracts.account import Cents, Day, FamilyPostingView, Name
from legwork.trade.money.usecases.transfer_enrollment import Transfer, Transferred


class TransferRequest(Request):
    """Where a student goes."""

    class_id: Name = Field(alias="class", description="The other class.")
    on: Day | None = None
    """Last day in the class that is left, which counts to its end; today."""
    amount_cents: Cents | None = None
    """New tuition to charge; the new class's, or what was charged before."""


class TransferView(Model):
    """An enrollment that was transferred."""

    student: str
    """Whose."""
    family: str
    """Family of the student."""
    left: str
    """The class that was left."""
    class_id: str = Field(alias="class", description="The other class.")
    charges: list[FamilyPostingView]
    """What was charged anew; the old charges are countered, and what paid them pays these."""

    @classmethod
    def of(cls, wanted: Transfer, found: Transferred) -> TransferView:
        """Show what came of it."""
        return cls(
            student=wanted.student,
            family=found.family,
            left=wanted.class_id,
            charges=[FamilyPostingView.of(one, found.history) for one in found.charges],
            **{"class": wanted.to},
        )
