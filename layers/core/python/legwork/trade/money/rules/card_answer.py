"""Recording: what an answer of the payment service means for a family's account.

Whoever comes by an order that is claimed may record it: the task that ordered, or a later one that
finds it in doubt. The claim is removed in the same transaction, so it is recorded once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from legwork.domain.charge import Answer, AnswerState, Order
from legwork.domain.day import today
from legwork.domain.effect import Effect
from legwork.domain.kind import Recorded
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.record import Records
from legwork.trade.money import account as accounts
from legwork.trade.money import card_claim as claims
from legwork.trade.money import history as histories
from legwork.trade.money import payment_method as methods
from legwork.trade.money import posting as postings
from legwork.trade.money.account import Account, account_key
from legwork.trade.money.book import Book
from legwork.trade.money.card_claim import CardClaim, claim_key, family_of_order
from legwork.trade.money.payment_method import PaymentMethod, Wallet, wallet_key
from legwork.trade.money.posting import Posting, PostingType, dollars, posting_id
from legwork.trade.money.rules.card_retries import is_hard
from legwork.trade.money.rules.draft import NO_STATEMENT, charged

CODES = {
    "declined": "The card was declined for now; the plan says when it is tried again.",
    "declined_for_good": "The card was declined for good: it is disabled, and the family was told.",
    "needs_family": "The bank asks the card's holder to confirm: the family was sent a link.",
    "not_charged": "The call was cut off, and the payment service knows of no payment. Retry it.",
    "order_refused": "The payment service does not take such an order.",
    "pending": "The payment service has it, and will know in some days whether it was paid.",
}
"""What its codes mean."""

CHARGED, REFUNDED, UNSTATED = "charged_cents", "refunded_cents", "without_statement"
"""Tallies: cents, and how many were charged whom no statement had told."""
CARD = "card"
"""Category of a payment by card."""
FEE = "card_fee"
"""Category of what is added to it."""


def payment_id(order: Order) -> str:
    """The posting of an order."""
    return posting_id(order.task, "refund" if order.refund_of else "card", order.target)


@dataclass(frozen=True, slots=True)
class _Found:
    """A claim with what it is about."""

    claim: CardClaim
    account: Account
    wallet: Wallet
    now: datetime

    @property
    def order(self) -> Order:
        return self.claim.order

    @property
    def method(self) -> PaymentMethod | None:
        return self.wallet.methods.get(self.claim.method)

    @property
    def shown(self) -> str:
        return self.method.shown if self.method else "card"


def record(order: Order, answer: Answer | None, records: Records, now: datetime) -> Recorded:
    """What an answer means: the verdict, and what is written.

    Args:
        order: claimed by whichever task.
        answer: of the payment service; nothing when the order was certainly not carried out.
        records: the account's.
        now: this moment.
    """
    family = family_of_order(order)
    keys = (claim_key(family), account_key(family), wallet_key(family))
    found = records.get(keys)
    item, account, wallet = (found.get(key) for key in keys)
    if item is None or not claims.is_of(item, order):
        return _recorded_already(order, records)
    here = _Found(
        claims.from_item(item),
        accounts.of_item(family, account),
        methods.of_item(family, wallet),
        now,
    )
    if answer is None:
        said = "The call was cut off, and the payment service knows nothing of it. Retry it."
        return _not_done(here, "not_charged", said, methods.not_tried(here.wallet, *_try_of(here)))
    match answer.state:
        case AnswerState.DONE if order.refund_of:
            return _refunded(here, answer, records)
        case AnswerState.DONE:
            return _paid(here, answer)
        case AnswerState.PENDING:
            return _pending(here)
        case AnswerState.REFUSED:
            said = f"The payment service refused it: {answer.message or answer.code}"
            return _not_done(
                here, "order_refused", said, methods.not_tried(here.wallet, *_try_of(here))
            )
        case _:
            return _declined(here, answer)


def _try_of(here: _Found) -> tuple[str, str]:
    return here.claim.method, here.order.key


def _recorded_already(order: Order, records: Records) -> Recorded:
    """Somebody else has come by it first."""
    family = family_of_order(order)
    if postings.find([(family, payment_id(order))], records):
        return Recorded(Verdict())
    return Recorded(Verdict(Outcome.ERROR, "declined", "It was not paid. Retry it."))


# --- Paid, or given back ---------------------------------------------------------------------


def _paid(here: _Found, answer: Answer) -> Recorded:
    order, book = here.order, Book(here.account)
    if here.claim.fee_cents:
        book.charge(_posting(here, PostingType.CHARGE, here.claim.fee_cents, "fee", FEE))
    paid = _posting(here, PostingType.PAYMENT, -answer.amount_cents, "card", CARD, answer.id)
    book.pay(paid)
    _apply(book, here, paid)
    done = methods.answered(here.wallet, *_try_of(here), code="", advice="")
    effects = [*book.take(), *_wallet(here.wallet, done), claims.removed(order)]
    verdict = charged(here.account, here.now)
    tallies = {CHARGED: answer.amount_cents}
    if verdict.code == NO_STATEMENT:
        tallies[UNSTATED] = 1
    return Recorded(verdict, effects, tallies)


def _apply(book: Book, here: _Found, paid: Posting) -> None:
    """Use the payment for what it was taken for, as far as that is still open."""
    fee = posting_id(here.order.task, "fee", here.order.target)
    wanted = [*([(fee, here.claim.fee_cents)] if here.claim.fee_cents else []), *here.claim.charges]
    for charge, claimed in wanted:
        due, left = book.account.open.get(charge), book.account.free.get(paid.id)
        if due is None or left is None:
            continue
        cents = min(due.cents, left.cents, claimed)
        book.apply(charge, paid.id, cents, by=here.order.task, at=here.now)


def _posting(
    here: _Found, type_: PostingType, cents: int, purpose: str, category: str, reference: str = ""
) -> Posting:
    order, day = here.order, today(here.now)
    return Posting(
        id=posting_id(order.task, purpose, order.target),
        family=here.account.family,
        type=type_,
        category=category,
        amount_cents=cents,
        at=here.now,
        day=day,
        due_day=day if type_ is PostingType.CHARGE else "",
        task=order.task,
        note=here.shown,
        reference=reference,
    )


def _refunded(here: _Found, answer: Answer, records: Records) -> Recorded:
    """Take the payment off what it has paid, and counter it."""
    order, books = here.order, histories.read(here.account.family, records)
    paid = next(one for one in books.postings if one.reference == order.refund_of)
    book = Book(here.account)
    for charge, cents in sorted(books.charges_of(paid.id).items()):
        book.unlink(books.by_id[charge], paid, cents, by=order.task, at=here.now)
    book.counter(
        Posting(
            id=payment_id(order),
            family=paid.family,
            type=PostingType.COUNTER,
            category=paid.category,
            amount_cents=answer.amount_cents,
            at=here.now,
            day=today(here.now),
            task=order.task,
            note=order.description,
            counters=paid.id,
            reference=answer.id,
        )
    )
    effects = [*book.take(), claims.removed(order)]
    return Recorded(Verdict(), effects, {REFUNDED: answer.amount_cents})


# --- Not paid --------------------------------------------------------------------------------


def _pending(here: _Found) -> Recorded:
    said = "The payment service has it, and will know in some days whether it was paid."
    kept = claims.postponed(here.order, here.now)
    return Recorded(Verdict(Outcome.WARNING, "pending", said), [kept])


def _declined(here: _Found, answer: Answer) -> Recorded:
    tried = methods.answered(here.wallet, *_try_of(here), code=answer.code, advice=answer.advice)
    amount = dollars(here.order.amount_cents)
    if answer.state is AnswerState.NEEDS_FAMILY:
        said = f"{amount}: the bank asks the holder of the {here.shown} to confirm it."
        return _not_done(here, "needs_family", said, tried, outcome=Outcome.SKIPPED)
    if is_hard(answer.code, answer.advice):
        said = f"{amount} was declined for good ({answer.code}); the {here.shown} is disabled."
        gone = methods.disabled(tried, here.claim.method, f"declined for good ({answer.code})")
        return _not_done(here, "declined_for_good", said, gone)
    said = f"{amount} was declined ({answer.code}) by the {here.shown}."
    return _not_done(here, "declined", said, tried)


def _not_done(
    here: _Found, code: str, sentence: str, wallet: Wallet, outcome: Outcome = Outcome.ERROR
) -> Recorded:
    effects: Sequence[Effect] = [*_wallet(here.wallet, wallet), claims.removed(here.order)]
    return Recorded(Verdict(outcome, code, sentence), effects)


def _wallet(before: Wallet, after: Wallet) -> list[Effect]:
    return [] if before == after else [methods.written(before, after)]
