"""The audit of an account: that the row which says what is open is what the books come to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from legwork.domain.record import Records
from legwork.trade.money import history as histories
from legwork.trade.money.account import Account, LastCharge
from legwork.trade.money.book import guards_kept_from
from legwork.trade.money.history import History
from legwork.trade.money.posting import PostingType, dollars

LOOKS = 3
"""How often an account is looked at that does not add up: somebody may post while it is read."""


@dataclass(frozen=True, slots=True)
class Audited:
    """What an audit has found on a family's account."""

    history: History
    problems: tuple[str, ...]


def audit(family: str, records: Records) -> Audited:
    """What does not add up on a family's account, one sentence each."""
    for _ in range(LOOKS):
        account, history = histories.read_whole(family, records)
        found = tuple(problems(account, history))
        if not found:
            break
    return Audited(history, found)


def problems(account: Account, history: History) -> Iterator[str]:
    """What an account and its books disagree on."""
    yield from _of_the_sum(account, history)
    yield from _of_the_links(history)
    yield from _of_what_is_open(account, history)
    yield from _of_the_guards(account, history)


def _of_the_sum(account: Account, history: History) -> Iterator[str]:
    if account.balance_cents != history.balance_cents:
        said, sums = dollars(account.balance_cents), dollars(history.balance_cents)
        yield f"{account.family}: the balance is {said}, the postings come to {sums}"


def _of_the_links(history: History) -> Iterator[str]:
    known = history.by_id
    for (charge, payment), cents in history.links.items():
        if charge not in known or known[charge].type is not PostingType.CHARGE:
            yield f"{history.family}: something is applied to {charge}, which is no charge"
        if payment not in known or known[payment].type not in _PAYING:
            yield f"{history.family}: {payment} is applied, which is no payment"
        if cents < 0:
            yield f"{history.family}: more was taken off {charge} than was applied"
    for name, cents in history.left.items():
        if cents < 0:
            yield f"{history.family}: {dollars(-cents)} too much of {name} is applied or countered"
    for name in history.countered:
        if name not in known:
            yield f"{history.family}: {name} is countered, but was never posted"


_PAYING = frozenset({PostingType.PAYMENT, PostingType.CREDIT})


def _of_what_is_open(account: Account, history: History) -> Iterator[str]:
    left = {name: cents for name, cents in history.left.items() if cents}
    said = {name: one.cents for name, one in account.open.items()}
    said |= {name: one.cents for name, one in account.free.items()}
    for name in sorted({*left, *said}):
        if left.get(name, 0) != said.get(name, 0):
            shown = f"{dollars(said.get(name, 0))}, but {dollars(left.get(name, 0))} is"
            yield f"{account.family}: the account says that of {name} there is open {shown}"


def _of_the_guards(account: Account, history: History) -> Iterator[str]:
    for guard, last in history.guards.items():
        if guard.split("#")[1] and guard not in account.charged and not _old(last, account):
            yield f"{account.family}: {guard} has no guard, and could be charged twice"
    for guard, last in account.charged.items():
        posting = history.by_id.get(last.posting)
        if posting is None or posting.type is not PostingType.CHARGE:
            yield f"{account.family}: {guard} names a charge that was never posted"
        elif last.posting in history.countered:
            yield f"{account.family}: {guard} names a charge that was countered"
        elif posting.category != guard.split("#")[0]:
            yield f"{account.family}: {guard} names a charge for something else"


def _old(last: LastCharge, account: Account) -> bool:
    """Whether a guard is removed when others are written."""
    newest = max((one.day for one in account.charged.values()), default=last.day)
    return last.day < guards_kept_from(newest)
