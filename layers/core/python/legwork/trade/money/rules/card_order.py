"""Claims of drafts: decided anew, at the moment of the claim, on all that is known then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from legwork.domain.charge import Order
from legwork.domain.effect import Effect
from legwork.domain.kind import Claimed
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.record import Records
from legwork.trade.families import family as families
from legwork.trade.families.family import family_key
from legwork.trade.money import account as accounts
from legwork.trade.money import card_claim as claims
from legwork.trade.money import payment_method as methods
from legwork.trade.money import payment_terms as terms_
from legwork.trade.money.account import account_key
from legwork.trade.money.book import Book
from legwork.trade.money.card_claim import CardClaim, claim_key, family_of_order
from legwork.trade.money.payment_method import Try, Wallet, wallet_key
from legwork.trade.money.payment_terms import TERMS_KEY, PaymentTerms
from legwork.trade.money.rules.draft import Draft, NoDraft, Wanted, draft, due

CODES = {
    "still_pending": "An earlier payment is not decided yet.",
}
"""What its codes mean."""

ASK_AGAIN: Final = timedelta(hours=6)
"""A payment that takes days is asked for no more often."""
_CREDITS: Final = 10
"""Credits that are used on the way: what is claimed has to fit into one transaction."""


def in_the_way(claim: CardClaim | None, now: datetime) -> Claimed | None:
    """What is to be done about a claim that stands already."""
    if claim is None:
        return None
    if claim.pending_at is not None and now - claim.pending_at < ASK_AGAIN:
        said = "An earlier payment of the family is not decided yet."
        return Claimed(verdict=Verdict(Outcome.SKIPPED, "still_pending", said))
    return Claimed(doubtful=claim.order, since=claim.at)


def claim_draft(family: str, task: str, wanted: Wanted, records: Records, now: datetime) -> Claimed:
    """Lay claim to what is due on a family's account, or say why not.

    Args:
        family: whose.
        task: on whose behalf.
        wanted: which charges.
        records: the account's.
        now: this moment.
    """
    keys = (
        *(family_key(family), account_key(family), wallet_key(family), claim_key(family)),
        TERMS_KEY,
    )
    found = records.get(keys)
    home, account, wallet_, claim, of = (found.get(key) for key in keys)
    standing = in_the_way(claims.from_item(claim) if claim else None, now)
    if standing is not None:
        return standing
    wallet, terms = methods.of_item(family, wallet_), terms_.of_item(of)
    known = families.from_item(home) if home else None
    decided = draft(known, accounts.of_item(family, account), wallet, terms, wanted, now)
    if isinstance(decided, NoDraft):
        disabled = [methods.written(wallet, decided.wallet)] if decided.wallet else []
        return Claimed(verdict=decided.verdict, effects=disabled)
    order = _order(family, task, decided, terms)
    # Whoever uses up anything of the account meanwhile is in the way of this, and this of him.
    book = Book(accounts.of_item(family, account))
    book.touch()
    payable = [one.id for one in due(book.account, wanted)]
    book.apply_oldest(by=task, at=now, only=payable, most=_CREDITS)
    tried = Try(at=now, cents=order.amount_cents, by=order.key)
    after = methods.tried(wallet, decided.method.id, tried)
    put = claims.put(
        CardClaim(
            order=order,
            method=decided.method.id,
            charges=[(one.id, one.cents) for one in decided.charges],
            fee_cents=decided.fee_cents,
            at=now,
        )
    )
    return Claimed(order=order, effects=[*book.take(), methods.written(wallet, after), put])


def _order(family: str, task: str, decided: Draft, terms: PaymentTerms) -> Order:
    what = ", ".join(dict.fromkeys(one.category.replace("_", " ") for one in decided.charges))
    return Order(
        task=task,
        target=family,
        customer=decided.method.customer,
        method=decided.method.token,
        amount_cents=decided.cents,
        currency=terms.currency,
        merchant=terms.merchant,
        description=f"Family {family}: {what}"[:200],
    )


def release(order: Order, records: Records) -> Sequence[Effect]:
    """Take a claim back whose call was certainly not made: it is no try on the card either."""
    family = family_of_order(order)
    key, wallet_of = claim_key(family), wallet_key(family)
    found = records.get([key, wallet_of])
    item = found.get(key)
    if item is None or not claims.is_of(item, order):
        return []
    before = methods.of_item(family, found.get(wallet_of))
    after: Wallet = methods.not_tried(before, claims.from_item(item).method, order.key)
    changed = [] if after == before else [methods.written(before, after)]
    return [*changed, claims.removed(order)]
