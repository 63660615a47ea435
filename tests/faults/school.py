"""A small school with tasks that mail: several batches with notices in each of several lanes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from legwork.domain.effect import Effect, Put
from legwork.domain.recipient import recipient_key, suppress
from legwork.domain.task import Task
from legwork.store.records import effects_in_account
from legwork.testing.fleet import Fleet
from legwork.testing.owner import Owner
from legwork.trade.mail import sender as senders
from legwork.trade.money.account import Account
from legwork.trade.money.book import Book
from legwork.trade.money.posting import Posting, PostingType
from tests.faults.work import Work
from tests.unit.families import class_, enrolled, session

ACCOUNT = "parkside"
OFFICE = "office@parkside.example"
DAY = "2026-03-09"
HOMES = {"A": range(6), "B": range(6, 11)}
"""Families by their class, each with one student."""
SILENT, BOUNCED = 4, 9
"""One has no address; mail to the other bounced."""


def home(number: int) -> str:
    """The address of a family."""
    return "" if number == SILENT else f"home{number}@example.com"


def _records() -> list[Effect]:
    made = senders.verified(OFFICE, default=True)
    for name, numbers in HOMES.items():
        made += [*class_(name, f"Judo {name}"), *session(name, DAY)]
        for number in numbers:
            made += enrolled(name, f"F{number}", f"S{number}", email=home(number))
    every = (home(number) for numbers in HOMES.values() for number in numbers)
    made += [Put(recipient_key(to), {"email": to, "opted_in": True}) for to in every if to]
    return [*made, suppress(home(BOUNCED), "bounce")]


def open_school(fleet: Fleet) -> None:
    """Two classes, their families, and where mail comes from."""
    for effect in effects_in_account(ACCOUNT, _records()):
        fleet.tables.records.write(effect)


def _owe(fleet: Fleet) -> None:
    """Every family but one owes something."""
    open_school(fleet)
    for numbers in HOMES.values():
        for number in [one for one in numbers if one]:
            book = Book(Account(family=f"F{number}"))
            book.charge(
                Posting(
                    id="C1",
                    family=f"F{number}",
                    type=PostingType.CHARGE,
                    category="tuition",
                    amount_cents=1_000 + number,
                    at=fleet.clock.now(),
                    day="2026-03-01",
                )
            )
            for effect in effects_in_account(ACCOUNT, book.take()):
                fleet.tables.records.write(effect)


def _launch(owner: Owner, kind: str, *, key: str = "launch", **params: Any) -> Task:
    return owner.launch(kind, params, key=key)


_BLAST: dict[str, Any] = {
    "subject": "News of {{first_class}}",
    "text": "Hello {{family}}",
    "everyone": True,
}
_TOKENS: dict[str, Any] = {"classes": ["A", "B"], "notify": True, "reason": "Storm"}
_CANCELLATION = {**_TOKENS, "tokens": True, "from_date": DAY, "to_date": DAY}

LAUNCHES: tuple[Callable[..., Task], ...] = (
    partial(_launch, kind="email_blast", **_BLAST),
    partial(_launch, kind="generate_makeup_tokens", **_TOKENS),
    partial(_launch, kind="cancel_classes", **_CANCELLATION),
)
MAILINGS = {
    name: Work(open_school, launch)
    for name, launch in zip(("blast", "tokens", "cancellation"), LAUNCHES, strict=True)
}
"""Mail alone; records and mail; records of two sorts and mail; records, mail and a file."""
MAILINGS["statements"] = Work(
    _owe, partial(_launch, kind="send_statements", everyone=True, sender=OFFICE)
)
