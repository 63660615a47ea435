"""The payment service's test cards, and what comes of charging each when nobody is there.

Numbers and codes are Stripe's own (docs.stripe.com/testing); none of them is anybody's card.
"""

from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any, Final

ACCEPTED: Final = "4242424242424242"
"""Pays whatever is asked."""


@dataclass(frozen=True)
class Refusal:
    """What a charge of the card is answered with."""

    code: str
    decline_code: str
    message: str
    network_advice_code: str | None = None

    def error(self) -> dict[str, Any]:
        """As Stripe writes it."""
        return asdict(self)


def _declined(decline_code: str, advice: str | None = None) -> Refusal:
    return Refusal("card_declined", decline_code, "Your card was declined.", advice)


DECLINES: Final = MappingProxyType(
    {
        "4000000000000002": _declined("generic_decline"),
        "4000000000000341": _declined("generic_decline"),
        "4000000000009995": Refusal(
            "card_declined", "insufficient_funds", "Your card has insufficient funds."
        ),
        "4000000000009987": _declined("lost_card"),
        "4000000000009979": _declined("stolen_card"),
        "4000000000000069": Refusal("expired_card", "expired_card", "Your card has expired."),
        "4000000000000119": Refusal(
            "processing_error", "processing_error", "An error occurred. Try again in a little bit."
        ),
        "4000002760003184": Refusal(
            "authentication_required",
            "authentication_required",
            "The payment requires authentication.",
        ),
        # Ours: the networks' advice never to try again, which no number of Stripe's stands for.
        "4000000000000036": _declined("do_not_honor", "03"),
        "4000000000000218": _declined("revocation_of_all_authorizations", "21"),
    }
)
"""By number; every other card pays."""
