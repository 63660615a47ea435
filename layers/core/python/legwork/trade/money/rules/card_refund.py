"""Refunds: a payment by card that is given back, and countered once it is."""

from __future__ import annotations

from datetime import datetime

from legwork.domain.charge import Order
from legwork.domain.kind import Claimed
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.record import Records
from legwork.trade.money import account as accounts
from legwork.trade.money import card_claim as claims
from legwork.trade.money import history as histories
from legwork.trade.money import payment_method as methods
from legwork.trade.money import payment_terms
from legwork.trade.money.account import account_key
from legwork.trade.money.book import Book
from legwork.trade.money.card_claim import CardClaim, claim_key
from legwork.trade.money.history import History
from legwork.trade.money.posting import Posting, PostingType
from legwork.trade.money.rules.card_answer import CARD
from legwork.trade.money.rules.card_order import in_the_way

CODES = {
    "no_payment": "There is no such payment by card on the family's account.",
    "refunded_before": "The payment was given back before.",
    "too_many_charges": "It paid more charges than one refund can open again: unlink some first.",
}
"""What its codes mean."""

CHARGES_MAX = 80


def refusal(payment: Posting | None, books: History) -> Verdict | None:
    """Why a payment is not given back; nothing when it may be."""
    if payment is None or payment.type is not PostingType.PAYMENT or payment.category != CARD:
        said = "There is no such payment by card on the account."
        return Verdict(Outcome.ERROR, "no_payment", said)
    if payment.id in books.countered:
        return Verdict(Outcome.SKIPPED, "refunded_before", "It was given back before.")
    if len(books.charges_of(payment.id)) > CHARGES_MAX:
        said = "It paid too many charges for one refund: unlink some first."
        return Verdict(Outcome.ERROR, "too_many_charges", said)
    return None


def claim_refund(target: str, task: str, note: str, records: Records, now: datetime) -> Claimed:
    """Lay claim to giving a payment back, or say why not.

    Args:
        target: family and posting.
        task: on whose behalf.
        note: why it is given back.
        records: the account's.
        now: this moment.
    """
    family, _, posting = target.partition("#")
    keys = (claim_key(family), account_key(family))
    found = records.get(keys)
    claim, account = (found.get(key) for key in keys)
    standing = in_the_way(claims.from_item(claim) if claim else None, now)
    if standing is not None:
        return standing
    books = histories.read(family, records)
    payment = books.by_id.get(posting)
    refused = refusal(payment, books)
    if refused is not None or payment is None:
        return Claimed(verdict=refused or Verdict())
    wallet, terms = methods.find([family], records)[family], payment_terms.read(records)
    order = Order(
        task=task,
        target=target,
        customer=next((one.customer for one in wallet.methods.values()), ""),
        amount_cents=-payment.amount_cents,
        currency=terms.currency,
        merchant=terms.merchant,
        description=note,
        refund_of=payment.reference,
    )
    book = Book(accounts.of_item(family, account))
    book.touch()
    put = claims.put(CardClaim(order=order, method="", at=now))
    return Claimed(order=order, effects=[*book.take(), put])
