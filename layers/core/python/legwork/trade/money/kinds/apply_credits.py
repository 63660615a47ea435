"""Apply credits: unused payments and credits go to open charges, the oldest to the oldest.

It runs before cards are charged, so that nobody pays twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from legwork.domain.kind import Context, Ending, Finished, Kind, Performed
from legwork.domain.outcome import TargetWarning, Verdict
from legwork.domain.param import Param
from legwork.domain.permission import Permission
from legwork.domain.plan import Target
from legwork.domain.record import Records
from legwork.domain.task import Result
from legwork.trade.money import account as accounts
from legwork.trade.money.account import Account
from legwork.trade.money.application import applications_of
from legwork.trade.money.book import MOST, Book
from legwork.trade.money.posting import dollars
from legwork.trade.money.rules import chosen
from legwork.trade.money.rules.chosen import Chosen, accounts_of, family_of

CODES = {
    "nothing_to_apply": "The family has nothing unused, or nothing open.",
    "more_left": "It has so many open charges that another run is needed for the rest.",
}
"""What its codes mean."""

_CATEGORIES_LIMIT = 20
_TALLY = "applied_cents"


@dataclass(frozen=True, slots=True, kw_only=True)
class Params(Chosen):
    """Whose credits, and to which charges."""

    categories: Annotated[
        tuple[str, ...],
        Param("Only to charges for these; to all.", max_length=_CATEGORIES_LIMIT),
    ] = ()


def _check(params: Params, records: Records, _now: datetime) -> None:
    chosen.check(params, records)
    what = "both a credit and an open charge"
    chosen.check_any(params, records, lambda one: one.free and _payable(one, params), what)


def _targets(params: Params, records: Records, after: str | None) -> Iterator[Target]:
    for key, account in accounts_of(params, records, after=after):
        payable = _payable(account, params)
        if account.free and payable:
            most = min(MOST, len(account.free) + len(payable) - 1)
            yield Target(key, writes=most + 1)


def _payable(account: Account, params: Params) -> list[str]:
    every = account.open.values()
    wanted = params.categories
    return [one.id for one in every if not wanted or one.category in wanted]


def _perform(
    targets: Sequence[str], records: Records, context: Context[Params]
) -> Sequence[Performed]:
    found = accounts.find(map(family_of, targets), records)
    return [_apply(found[family_of(key)], context) for key in targets]


def _apply(account: Account, context: Context[Params]) -> Performed:
    book, payable = Book(account), _payable(account, context.params)
    cents = book.apply_oldest(by=context.task_id, at=context.now, only=payable)
    if not cents:
        return Performed.skipped("nothing_to_apply", "Nothing is unused, or nothing is open.")
    warnings = []
    if book.account.free and _payable(book.account, context.params):
        warnings.append(TargetWarning("more_left", "There is more to apply: run it once more."))
    return Performed(Verdict.with_warnings(warnings), book.take(), {_TALLY: cents})


def _finish(ending: Ending[Params], _records: Records) -> Finished:
    cents, done = ending.tallies.get(_TALLY, 0), ending.counts.succeeded + ending.counts.warnings
    said = f"{dollars(cents)} applied for {done:,} families." if cents else "Nothing was applied."
    return Finished(result=Result("records", "applications", "", said))


def _verify(
    ending: Ending[Params], outcomes: Iterable[tuple[str, Verdict]], records: Records
) -> Iterator[str]:
    cents = 0
    for key, verdict in outcomes:
        if verdict.done:
            rows = applications_of(family_of(key), records)
            applied = sum(one.cents for one in rows if one.by == ending.task_id)
            cents += applied
            if not applied:
                yield f"{chosen.label(key)} has nothing applied"
    if cents != ending.tallies.get(_TALLY, 0):
        said = dollars(ending.tallies.get(_TALLY, 0))
        yield f"the ledger says {said} applied; the rows come to {dollars(cents)}"


KIND = Kind(
    name="apply_credits",
    title="Apply Credits",
    permission=Permission.TRANSACTIONS,
    params=Params,
    describe=lambda params: f"Apply credits: {params.in_words()}",
    check=_check,
    targets=_targets,
    perform=_perform,
    finish=_finish,
    verify=_verify,
    writes=2,
    label=lambda _params, key: chosen.label(key),
    irreversible="Unlink the payments on the families' accounts instead.",
)

RULES = (
    (
        "Unused payments and credits go to open charges, the oldest first; it runs before "
        "cards are charged."
    ),
    (
        "Only families that have something unused and something open are touched; two tasks "
        "over one family at once agree."
    ),
)
"""What staff rely on, for the page about the kinds."""
