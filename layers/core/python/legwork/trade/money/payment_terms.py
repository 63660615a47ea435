"""Payment terms: how an account charges cards, one row an account."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields

from legwork.domain.effect import Item, Key
from legwork.domain.readable import readable
from legwork.domain.record import Records

RETRIES_MAX = 15
"""Fewer than the card networks allow."""
DAYS_MAX = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentTerms:
    """What holds for all cards of an account."""

    retries: int = 4
    """How often a declined amount is tried again."""
    days_apart: int = 2
    """Days from a decline to the next try."""
    fee_cents: int = 0
    """Added to each payment by card, as a line of its own."""
    currency: str = "usd"
    merchant: str = ""
    """The account's own account with the payment service, if it has one."""
    confirm_url: str = ""
    """The page on which a family confirms a payment, or gives another card."""


TERMS_KEY = Key("MONEY", "PAYMENT_TERMS")


def of_item(item: Item | None) -> PaymentTerms:
    """The terms; where nobody has set any, the usual ones."""
    return PaymentTerms() if item is None else _from_item(item)


@readable("set of payment terms")
def _from_item(item: Item) -> PaymentTerms:
    return PaymentTerms(**{f.name: item[f.name] for f in fields(PaymentTerms) if f.name in item})


def to_item(terms: PaymentTerms) -> Item:
    """The terms as a record."""
    return {name: value for name, value in asdict(terms).items() if value != ""}


def read(records: Records) -> PaymentTerms:
    """The terms of an account."""
    return of_item(records.get([TERMS_KEY]).get(TERMS_KEY))
