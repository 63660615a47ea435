"""Refund payments: what was taken from a card is given back, and countered on the account."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from legwork.domain.errors import FieldError, InvalidInput
from legwork.domain.kind import CardWork, Claimed, Context, Ending, Finished, Kind, Performed
from legwork.domain.notice import Channel, Notice
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.param import Param
from legwork.domain.permission import Permission
from legwork.domain.plan import Target
from legwork.domain.record import Records
from legwork.domain.task import Result
from legwork.trade.money import history as histories
from legwork.trade.money.history import History
from legwork.trade.money.posting import NOTE_LENGTH, dollars
from legwork.trade.money.rules.card_answer import REFUNDED, record
from legwork.trade.money.rules.card_audit import wrong_payments
from legwork.trade.money.rules.card_order import release
from legwork.trade.money.rules.card_refund import claim_refund, refusal

PAYMENTS_LIMIT = 500
DUE = "due_cents"
"""What would be given back."""
_FORM = re.compile(r"[^#/]{1,64}/[^#/]{1,100}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Which payments are given back, and why."""

    payments: Annotated[
        tuple[str, ...],
        Param(
            "Family and posting, with a stroke between them.",
            min_length=1,
            max_length=PAYMENTS_LIMIT,
            examples=[["F-31/01JZ0000000000000000000001-5f0c2f0e1a"]],
        ),
    ]
    note: Annotated[str, Param("Stands with each counter-posting.", max_length=NOTE_LENGTH)] = ""


def _check(params: Params, records: Records, _now: datetime) -> None:
    wrong = []
    for place, one in enumerate(params.payments):
        if not _FORM.fullmatch(one):
            wrong.append(FieldError(f"payments[{place}]", "a family and a posting, like F-31/01J…"))
            continue
        family, _, posting = one.partition("/")
        books = histories.read(family, records)
        refused = refusal(books.by_id.get(posting), books)
        if refused is not None:
            wrong.append(FieldError(f"payments[{place}]", refused.message.rstrip(".").lower()))
    if wrong:
        raise InvalidInput("; ".join(f"{one.field}: {one.message}" for one in wrong), wrong)


def _targets(params: Params, _records: Records, after: str | None) -> Iterator[Target]:
    for key in sorted({one.replace("/", "#", 1) for one in params.payments}):
        if after is None or key > after:
            # A family's payments are given back one after the other.
            yield Target(key, affinity=key.partition("#")[0])


def _perform(
    targets: Sequence[str], records: Records, _context: Context[Params]
) -> Sequence[Performed]:
    names = {target.partition("#")[0] for target in targets}
    books = {name: histories.read(name, records) for name in sorted(names)}
    return [_performed(target, books[target.partition("#")[0]]) for target in targets]


def _performed(target: str, books: History) -> Performed:
    """What it comes to is decided at the claim; a preview, and who approves it, see it here."""
    payment = books.by_id.get(target.partition("#")[2])
    refused = refusal(payment, books)
    if refused is not None or payment is None:
        return Performed(refused or Verdict())
    order = Notice(target, channel=Channel.CARD)
    return Performed(Verdict(), tallies={DUE: -payment.amount_cents}, notices=[order])


def _claim(notice: Notice, records: Records, context: Context[Params]) -> Claimed:
    return claim_refund(notice.to, context.task_id, context.params.note, records, context.now)


def _finish(ending: Ending[Params], _records: Records) -> Finished:
    cents, done = ending.tallies.get(REFUNDED, 0), ending.counts.succeeded
    said = f"{dollars(cents)} given back: {done:,} payments." if cents else "Nothing given back."
    return Finished(result=Result("records", "refunds", "", said))


def _verify(
    ending: Ending[Params], outcomes: Iterable[tuple[str, Verdict]], records: Records
) -> Iterator[str]:
    done = [key for key, verdict in outcomes if verdict.outcome is Outcome.SUCCEEDED]
    if ending.ended:
        cents = ending.tallies.get(REFUNDED, 0)
        yield from wrong_payments(ending.task_id, done, cents, records, purpose="refund")


def _describe(params: Params) -> str:
    count = len(params.payments)
    return f"Refund {params.payments[0]}" if count == 1 else f"Refund {count} payments"


KIND = Kind(
    name="refund_payments",
    title="Refund Payments",
    permission=Permission.TRANSACTIONS,
    params=Params,
    describe=_describe,
    check=_check,
    targets=_targets,
    perform=_perform,
    finish=_finish,
    verify=_verify,
    cards=CardWork(
        claim=_claim,
        record=lambda order, answer, records, context: record(order, answer, records, context.now),
        release=release,
    ),
    label=lambda _params, key: key.replace("#", "/"),
    irreversible="What was given back has left: charge the family anew.",
)

RULES = (
    (
        "What was taken from a card is given back through the provider, and countered on the "
        "account: no posting is changed."
    ),
)
"""What staff rely on, for the page about the kinds."""
