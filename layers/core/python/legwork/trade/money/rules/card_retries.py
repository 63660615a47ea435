"""Whether a card may be tried: what the networks allow, and what the account's plan says.

Tries are counted for each method and amount. Sources: Visa, Core Rules, excessive reattempts (20 in
30 days); Mastercard, Transaction Processing Excellence (10 in 24 hours, 35 in 30 days) and merchant
advice codes (03 and 21: never again).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from legwork.trade.money.payment_method import Try
from legwork.trade.money.payment_terms import PaymentTerms

DAY: Final = timedelta(hours=24)
MONTH: Final = timedelta(days=30)
NEVER_AGAIN: Final = frozenset({"03", "21"})
"""Advice of the networks."""
_VISA: Final = ((20, MONTH),)
LIMITS: Final = MappingProxyType(
    {
        "visa": _VISA,
        "mastercard": ((10, DAY), (35, MONTH)),
    }
)
"""By network: so many tries in so long. Others are held to what the strictest allows in a month."""
HARD: Final = frozenset(
    {
        *("lost_card", "stolen_card", "pickup_card", "restricted_card", "fraudulent"),
        *(
            "expired_card",
            "invalid_account",
            "account_closed",
            "closed_account",
            "incorrect_number",
        ),
        *("invalid_number", "invalid_expiry_month", "invalid_expiry_year", "card_not_supported"),
        *("revocation_of_authorization", "revocation_of_all_authorizations"),
        *("stop_payment_order", "no_such_account", "security_violation"),
    }
)
"""Codes of the provider that say that it will never be paid with this card."""


@dataclass(frozen=True, slots=True)
class NotNow:
    """Why a card is not tried."""

    sentence: str
    again_at: datetime | None = None
    """When it may be; nothing when nobody can say."""

    def in_words(self) -> str:
        """For people."""
        if self.again_at is None:
            return self.sentence
        return f"{self.sentence} It may be tried again from {self.again_at:%Y-%m-%d}."


def is_hard(code: str, advice: str) -> bool:
    """Whether a decline is for good."""
    return code in HARD or advice in NEVER_AGAIN


def may_try(
    tries: Sequence[Try], cents: int, network: str, terms: PaymentTerms, now: datetime
) -> NotNow | None:
    """Why a method is not to be tried for an amount; nothing when it may be.

    Args:
        tries: all that were made on the method.
        cents: the amount.
        network: of the card.
        terms: the account's plan.
        now: this moment.
    """
    same = [one for one in tries if one.cents == cents]
    declined = [one for one in same if one.code]
    if any(one.advice in NEVER_AGAIN for one in tries):
        return NotNow("The card network said never to try it again.")
    limits = LIMITS.get(network.lower(), _VISA)
    for most, within in limits:
        recent = [one for one in same if one.at > now - within]
        if len(recent) >= most:
            sentence = f"{len(recent)} tries in {_span(within)}: the card network allows no more."
            return NotNow(sentence, recent[-most].at + within)
    return _of_plan(declined, terms, now)


def _of_plan(declined: Sequence[Try], terms: PaymentTerms, now: datetime) -> NotNow | None:
    recent = [one for one in declined if one.at > now - MONTH]
    if not recent:
        return None
    if len(recent) > terms.retries:
        sentence = f"Declined {len(recent)} times within 30 days: the plan has no more tries."
        return NotNow(sentence, recent[0].at + MONTH)
    again_at = recent[-1].at + timedelta(days=terms.days_apart)
    if now < again_at:
        return NotNow(f"Declined on {recent[-1].at:%Y-%m-%d}; the plan waits.", again_at)
    return None


def _span(within: timedelta) -> str:
    return "24 hours" if within == DAY else f"{within.days} days"
