"""Stating: which families of a batch get a statement, and what becomes of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from legwork.domain.day import today
from legwork.domain.kind import Performed
from legwork.domain.notice import Notice
from legwork.domain.outcome import Verdict
from legwork.domain.record import Records
from legwork.trade.families import family as families
from legwork.trade.families.family import Family
from legwork.trade.mail.deliverability import Contact, contacts_of
from legwork.trade.money import account as accounts
from legwork.trade.money import payment_method as methods
from legwork.trade.money import statement as statements
from legwork.trade.money.account import Account
from legwork.trade.money.ageing import SPANS
from legwork.trade.money.payment_method import Wallet
from legwork.trade.money.posting import dollars
from legwork.trade.money.statement import Statement, made

CODES = {
    "nothing_due": "The family owes nothing, or less than statements are sent for.",
    "inactive": "The family is not active.",
    "elsewhere": "The family belongs to another location.",
    "not_so_old": "Nothing of what the family owes has been due for so long.",
    "on_autopay": "The family pays by drafts; those were asked for that do not.",
    "not_on_autopay": "No draft can be taken from the family; those were asked for that pay so.",
    "stated_today": "The family was sent a statement today already.",
    "no_family": "There is no such family any more.",
}
"""What its codes mean."""

Autopay: TypeAlias = Literal["all", "autopay", "not_autopay"]
"""All families, those that pay by drafts, or those that pay in another way."""

Stage = Callable[[Family, Contact, int], Sequence[Notice]]
"""The mail to a family about so many cents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a task was asked for."""

    task: str
    now: datetime
    letterhead: str
    minimum_cents: int
    location: str | None
    active: bool
    older_than_days: int
    autopay: Autopay
    force: bool


@dataclass(frozen=True, slots=True)
class Homes:
    """The families of a batch, with their accounts and how to reach them."""

    families: Mapping[str, Family]
    accounts: Mapping[str, Account]
    contacts: Mapping[str, Contact]
    wallets: Mapping[str, Wallet] = field(default_factory=dict)
    """What they pay with, where that matters."""

    @classmethod
    def read(cls, names: Sequence[str], records: Records, *, wallets: bool) -> Homes:
        """Read them at once; only those who owe something are looked at any further."""
        found = accounts.find(names, records)
        owing = {name for name, account in found.items() if account.balance_cents > 0}
        pay_with = methods.find(owing, records) if wallets else {}
        return cls(families.find(owing, records), found, contacts_of(owing, records), pay_with)

    def state(self, name: str, asked: Asked, staged: Stage) -> Performed:
        """Make the statement of a family, if it is to have one, and stage its mail."""
        account, family = self.accounts[name], self.families.get(name)
        if account.balance_cents <= 0:
            return _nothing_due(account.balance_cents)
        if family is None:
            return Performed.skipped("no_family", "There is no such family any more.")
        statement = made(
            account,
            family,
            task=asked.task,
            day=today(asked.now),
            at=asked.now,
            letterhead=asked.letterhead,
        )
        why = _why_not(statement, account, family, asked) or self._pays_otherwise(family, asked)
        if why is not None:
            return why
        contact, cents = self.contacts[name], statement.balance_cents
        return Performed(
            Verdict.with_warnings(contact.warnings),
            statements.write(statement, account),
            {"stated_cents": cents},
            staged(family, contact, cents) if contact.can_be_told else (),
            [(statement.name, json.dumps([name, statements.to_item(statement)]))],
        )

    def _pays_otherwise(self, family: Family, asked: Asked) -> Performed | None:
        if asked.autopay == "all":
            return None
        method = self.wallets[family.id].charged(family.payer)
        usable = method is not None and method.drafted(today(asked.now))
        by_draft = usable and "drafts" not in family.omit_from
        if by_draft == (asked.autopay == "autopay"):
            return None
        if by_draft:
            return Performed.skipped("on_autopay", "The family pays by drafts.")
        return Performed.skipped("not_on_autopay", "No draft can be taken from the family.")


def _why_not(
    statement: Statement, account: Account, family: Family, asked: Asked
) -> Performed | None:
    if statement.balance_cents < asked.minimum_cents:
        return _nothing_due(statement.balance_cents)
    if asked.active and not family.active:
        return Performed.skipped("inactive", "The family is not active.")
    if asked.location is not None and family.location not in {"", asked.location}:
        said = f"The family belongs to {family.location}."
        return Performed.skipped("elsewhere", said)
    if asked.older_than_days and not any(statement.ages[_column(asked.older_than_days) :]):
        said = f"Nothing has been due for over {asked.older_than_days} days."
        return Performed.skipped("not_so_old", said)
    if account.stated_on == statement.day and not asked.force:
        said = "The family was sent a statement today already."
        return Performed.skipped("stated_today", said)
    return None


def _column(older_than_days: int) -> int:
    return SPANS.index(older_than_days) + 1


def _nothing_due(cents: int) -> Performed:
    return Performed.skipped("nothing_due", f"No statement: the balance is {dollars(cents)}.")


def stated_wrongly(task: str, done: Iterable[str], cents: int, records: Records) -> Iterator[str]:
    """Where statements disagree with what a task says of them: for audits."""
    names = list(done)
    found = statements.find(((name, task) for name in names), records)
    if missing := set(names) - set(found):
        yield f"{len(missing)} statements are not there"
    if cents != (total := sum(one.balance_cents for one in found.values())):
        yield f"statements over {total} cents, {cents} counted"
