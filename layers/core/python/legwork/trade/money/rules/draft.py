"""Drafts: what is to be taken from a family's card, or why nothing is.

The same decision is made for a pre-flight, for the plan of a task, and once more at the moment of
the claim.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from legwork.domain.day import today
from legwork.domain.outcome import Outcome, TargetWarning, Verdict
from legwork.trade.families.family import Family
from legwork.trade.money import payment_method
from legwork.trade.money.account import Account, OpenCharge
from legwork.trade.money.payment_method import MethodState, PaymentMethod, Wallet
from legwork.trade.money.payment_terms import PaymentTerms
from legwork.trade.money.posting import dollars
from legwork.trade.money.rules.card_retries import may_try
from legwork.trade.money.statement import was_told

CODES = {
    "no_family": "There is no such family any more.",
    "omitted": "The family is left out of drafts.",
    "nothing_due": "Nothing is due.",
    "covered_by_credit": "What the family has in hand covers what is due: apply its credits.",
    "below_minimum": "Less is due than is worth a payment.",
    "no_method": "The primary guardian has no primary payment method.",
    "method_expired": "The card has expired: it was disabled, and the family has to give another.",
    "method_invalid": "The card is disabled: the family has to give another one.",
    "no_consent": "The card's holder has not agreed to be charged again and again.",
    "no_statement": "Charged, but no statement went out within the ten days before.",
    "not_to_be_tried": "The card may not be tried now: by the networks' limits, or by the plan.",
}
"""What its codes mean."""

NO_STATEMENT = "no_statement"
"""Code of a draft that no statement went before."""

CHARGES_LIMIT = 70
"""Charges that one payment pays: what it writes has to fit into one transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which charges are to be paid."""

    due_by: str
    """Those due by the end of this day."""
    categories: Collection[str] = ()
    """For these; for all."""
    minimum_cents: int = 1


@dataclass(frozen=True, slots=True)
class Draft:
    """So much is to be taken from a card."""

    method: PaymentMethod
    charges: Sequence[OpenCharge]
    """What it pays, the oldest first, each with what is left to pay of it."""
    fee_cents: int

    @property
    def cents(self) -> int:
        """All of it."""
        return sum(one.cents for one in self.charges) + self.fee_cents


@dataclass(frozen=True, slots=True)
class NoDraft:
    """Nothing is taken."""

    verdict: Verdict
    wallet: Wallet | None = None
    """As it is to be then, if a card is disabled."""


def due(account: Account, wanted: Wanted) -> list[OpenCharge]:
    """The charges that are to be paid, the oldest first."""
    found = (one for one in account.oldest_first() if one.due_day <= wanted.due_by)
    chosen = (one for one in found if not wanted.categories or one.category in wanted.categories)
    return list(islice(chosen, CHARGES_LIMIT))


def draft(
    family: Family | None,
    account: Account,
    wallet: Wallet,
    terms: PaymentTerms,
    wanted: Wanted,
    now: datetime,
) -> Draft | NoDraft:
    """What is to be taken from a family's card, or why nothing is.

    Args:
        family: as far as it exists.
        account: what is open on its account.
        wallet: what it pays with.
        terms: of the account.
        wanted: which charges.
        now: this moment.
    """
    if family is None:
        return _skipped("no_family", "There is no such family any more.")
    if "drafts" in family.omit_from:
        return _skipped("omitted", "The family is left out of drafts.")
    charges = due(account, wanted)
    if not charges:
        return _skipped("nothing_due", f"Nothing is due by {wanted.due_by}.")
    payable = _payable(charges, account)
    if not payable:
        return _skipped("covered_by_credit", "What it has in hand covers what is due.")
    cents = sum(one.cents for one in payable)
    if cents < wanted.minimum_cents:
        least = dollars(wanted.minimum_cents)
        return _skipped("below_minimum", f"Only {dollars(cents)} is due, less than {least}.")
    return _from_card(wallet, family.payer, payable, terms, now)


def charged(account: Account, now: datetime) -> Verdict:
    """What a draft ends with that is taken from a card: without a statement before, it warns.

    Args:
        account: of the family.
        now: this moment.
    """
    if was_told(account, today(now)):
        return Verdict()
    said = "No statement went out within the ten days before."
    return Verdict.with_warnings([TargetWarning(NO_STATEMENT, said)])


def _payable(charges: Sequence[OpenCharge], account: Account) -> list[OpenCharge]:
    """What is left of the charges once credits went to them, and never more than is owed."""
    left, found = account.free_cents, []
    room = max(0, account.balance_cents)
    for one in charges:
        covered = min(left, one.cents)
        left -= covered
        cents = min(one.cents - covered, room)
        room -= cents
        if cents:
            found.append(replace(one, cents=cents))
    return found


def _from_card(
    wallet: Wallet,
    guardian: str,
    payable: Sequence[OpenCharge],
    terms: PaymentTerms,
    now: datetime,
) -> Draft | NoDraft:
    method = wallet.charged(guardian)
    if method is None:
        return _skipped("no_method", "The primary guardian has no primary payment method.")
    if method.state is MethodState.INVALID:
        return _error("method_invalid", f"The {method.shown} is disabled: {method.reason}.")
    if method.expired(today(now)):
        said = f"The {method.shown} expired on {method.last_day}; it is disabled."
        invalid = payment_method.disabled(wallet, method.id, f"expired on {method.last_day}")
        return replace(_error("method_expired", said), wallet=invalid)
    if not method.recurring:
        return _skipped("no_consent", f"No consent to charge the {method.shown} regularly.")
    wanted = Draft(method, payable, terms.fee_cents)
    tries = wallet.tries.get(method.id, ())
    refused = may_try(tries, wanted.cents, method.brand, terms, now)
    if refused is not None:
        return _error("not_to_be_tried", refused.in_words())
    return wanted


def _skipped(code: str, sentence: str) -> NoDraft:
    return NoDraft(Verdict(Outcome.SKIPPED, code, sentence))


def _error(code: str, sentence: str) -> NoDraft:
    return NoDraft(Verdict(Outcome.ERROR, code, sentence))
