"""Take payments: one draft a family from its card, for what is due on its account."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from legwork.domain.charge import Answer, Order
from legwork.domain.day import DAY_PATTERN, check_day, today
from legwork.domain.errors import InvalidInput
from legwork.domain.kind import (
    CardWork,
    Claimed,
    Context,
    Ending,
    Finished,
    Kind,
    Performed,
    Recorded,
)
from legwork.domain.notice import Channel, Message, Notice
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.param import Param
from legwork.domain.permission import Permission
from legwork.domain.plan import Target
from legwork.domain.record import Records
from legwork.domain.task import Result
from legwork.trade.money import payment_method as methods
from legwork.trade.money import payment_terms
from legwork.trade.money.card_claim import family_of_order
from legwork.trade.money.payment_method import Wallet
from legwork.trade.money.posting import CATEGORY_PATTERN, CENTS_MAX, dollars
from legwork.trade.money.rules import card_letter, chosen
from legwork.trade.money.rules.card_answer import CHARGED, UNSTATED, record
from legwork.trade.money.rules.card_audit import wrong_payments
from legwork.trade.money.rules.card_order import claim_draft, release
from legwork.trade.money.rules.charge_batch import Households
from legwork.trade.money.rules.chosen import Chosen, family_of
from legwork.trade.money.rules.draft import NO_STATEMENT, Draft, NoDraft, Wanted, charged, draft

_CATEGORIES_LIMIT = 20
DUE = "due_cents"
"""Tally of what is to be taken, as far as it shows before the claims."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Params(Chosen):
    """Whose cards, and for what."""

    due_by: Annotated[
        str | None,
        Param("Charges due by the end of this day, YYYY-MM-DD; today.", pattern=DAY_PATTERN),
    ] = None
    categories: Annotated[
        tuple[str, ...], Param("Only charges for these; all.", max_length=_CATEGORIES_LIMIT)
    ] = ()
    minimum_cents: Annotated[
        int, Param("Less is not taken; card networks want half a dollar.", ge=50, le=CENTS_MAX)
    ] = 50

    def wanted(self, now: datetime) -> Wanted:
        """Which charges are to be paid."""
        return Wanted(
            due_by=self.due_by or today(now),
            categories=frozenset(self.categories),
            minimum_cents=self.minimum_cents,
        )


def _check(params: Params, records: Records, _now: datetime) -> None:
    if params.due_by is not None:
        check_day("due_by", params.due_by)
    for place, one in enumerate(params.categories):
        if not re.fullmatch(CATEGORY_PATTERN, one):
            raise InvalidInput.of(f"categories[{place}]", "a word such as tuition or late_fee")
    chosen.check(params, records)
    if next(chosen.keys(params, records, after=None), None) is None:
        raise InvalidInput.of("families", "nobody is in this selection")


def _targets(params: Params, records: Records, after: str | None) -> Iterator[Target]:
    return (Target(key) for key in chosen.keys(params, records, after=after))


def _perform(
    targets: Sequence[str], records: Records, context: Context[Params]
) -> Sequence[Performed]:
    names = [family_of(key) for key in targets]
    homes, wallets = Households.read(names, records), methods.find(names, records)
    terms, wanted = payment_terms.read(records), context.params.wanted(context.now)
    return [
        _performed(
            name,
            wallets[name],
            charged(homes.books[name].account, context.now),
            draft(
                homes.families.get(name),
                homes.books[name].account,
                wallets[name],
                terms,
                wanted,
                context.now,
            ),
        )
        for name in names
    ]


def _performed(
    family: str, wallet: Wallet, verdict: Verdict, decided: Draft | NoDraft
) -> Performed:
    if isinstance(decided, NoDraft):
        disabled = [methods.written(wallet, decided.wallet)] if decided.wallet else []
        return Performed(decided.verdict, disabled)
    order = Notice(family, channel=Channel.CARD)
    return Performed(verdict, tallies={DUE: decided.cents}, notices=[order])


def _claim(notice: Notice, records: Records, context: Context[Params]) -> Claimed:
    wanted = context.params.wanted(context.now)
    return claim_draft(notice.to, context.task_id, wanted, records, context.now)


def _record(
    order: Order, answer: Answer | None, records: Records, context: Context[Params]
) -> Recorded:
    recorded = record(order, answer, records, context.now)
    return replace(recorded, tell=card_letter.telling(recorded, family_of_order(order), records))


def _message(_params: Params, notice: Notice, _link: str) -> Message:
    return card_letter.write(notice)


def _finish(ending: Ending[Params], _records: Records) -> Finished:
    cents, unstated = ending.tallies.get(CHARGED, 0), ending.tallies.get(UNSTATED, 0)
    paid = ending.counts.succeeded + unstated
    said = f"{dollars(cents)} taken from {paid:,} cards." if cents else "Nothing was taken."
    if unstated:
        said += f" {unstated:,} of them without a statement in the ten days before."
    return Finished(result=Result("records", "payments", "", said))


def _verify(
    ending: Ending[Params], outcomes: Iterable[tuple[str, Verdict]], records: Records
) -> Iterator[str]:
    paid = [family_of(key) for key, verdict in outcomes if _paid(verdict)]
    if ending.ended:
        yield from wrong_payments(ending.task_id, paid, ending.tallies.get(CHARGED, 0), records)


def _paid(verdict: Verdict) -> bool:
    return verdict.outcome is Outcome.SUCCEEDED or verdict.code == NO_STATEMENT


KIND = Kind(
    name="take_payments",
    title="Take Payments",
    permission=Permission.TRANSACTIONS,
    params=Params,
    describe=lambda params: f"Take payments: {params.in_words()}",
    check=_check,
    targets=_targets,
    perform=_perform,
    finish=_finish,
    verify=_verify,
    message=_message,
    cards=CardWork(claim=_claim, record=_record, release=release),
    label=lambda _params, key: chosen.label(key),
    irreversible="What was taken from a card is given back by `refund_payments`.",
)

RULES = (
    (
        "Only the primary guardian's primary payment method, with consent to be charged "
        "again; a family that has none is skipped."
    ),
    (
        "One draft a family for several due charges: never above what is open, from a minimum "
        "on, after what it has in hand."
    ),
    (
        "Nobody is charged twice: a claim, a call with an idempotency key, a record. What is "
        "in doubt is settled by asking the provider."
    ),
    (
        "A hard decline disables the method; a soft one may be tried again, within the limits "
        "of the card networks. One that asks for authentication needs the family."
    ),
    "Families omitted from drafts are skipped, always.",
    "Statements go out 5 to 10 days before a draft: one without a statement warns.",
)
"""What staff rely on, for the page about the kinds."""
