"""Orders to the payment service, and what it answers. Card data never comes this way.

A payment that was ordered cannot be taken back by a transaction. So an order is written down before
the call and settled after it, and one whose answer is lost is *in doubt*: what became of it is
asked of the payment service, and it is never simply ordered again (P1).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the payment service is asked to do for one target of a task, once."""

    task: str
    target: str
    amount_cents: int
    account: str = ""
    customer: str = ""
    """Who pays, by the name that the payment service gave."""
    method: str = ""
    """What is charged, by the name that the payment service gave."""
    currency: str = "usd"
    description: str = ""
    merchant: str = ""
    """The account's own account with the payment service, if it has one."""
    refund_of: str = ""
    """The payment that is given back, by the service's name of it; nothing when one is taken."""

    @property
    def key(self) -> str:
        """Tells the payment service that two calls are one order."""
        return f"legwork-{self.task}-{self.target}"


class AnswerState(StrEnum):
    """What the payment service did about an order."""

    DONE = "done"
    """The money has moved."""
    PENDING = "pending"
    """It will move, or not: a bank takes days to say so."""
    DECLINED = "declined"
    """Whoever issued the card said no."""
    NEEDS_FAMILY = "needs_family"
    """The card's holder must say yes in person."""
    REFUSED = "refused"
    """The payment service does not take such an order: nobody was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of an order."""

    state: AnswerState
    id: str = ""
    """The payment, or the refund, by the service's name of it."""
    code: str = ""
    """Why not, in the service's own words for programs."""
    advice: str = ""
    """What the card network says about another try: two digits, or nothing."""
    message: str = ""
    """Why not, for people."""
    amount_cents: int = 0
    """How much has moved."""
