"""Taking charges back: by counters, as long as no payment is linked to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from legwork.domain.day import today
from legwork.domain.effect import Effect
from legwork.domain.kind import Performed
from legwork.domain.record import Records
from legwork.domain.reverse import cannot_undo, edited_since
from legwork.trade.money import account as accounts
from legwork.trade.money import history as histories
from legwork.trade.money.book import Book
from legwork.trade.money.history import History
from legwork.trade.money.posting import Posting, PostingType, dollars, posting_id


def counter_id(undo: str, charge: str) -> str:
    """The id of the counter of a charge: an undo posts one of each."""
    return posting_id(undo, "counter", charge)


class Uncharging:
    """Counters charges of some families, one after the other.

    Args:
        families: whose.
        undo: the task that takes them back.
        now: when.
        records: the account's.
    """

    def __init__(self, families: Iterable[str], undo: str, now: datetime, records: Records) -> None:
        self._undo, self._now = undo, now
        named = set(families)
        # The accounts first: whatever is used up after they were read is refused.
        self._books: Mapping[str, Book] = {
            name: Book(account) for name, account in accounts.find(named, records).items()
        }
        self._history = {name: histories.read(name, records) for name in named}

    def of_task(self, family: str, task: str) -> list[str]:
        """The charges of a task on a family's account."""
        found = self._history[family].postings
        return [one.id for one in found if one.task == task and one.type is PostingType.CHARGE]

    def counter(self, family: str, charges: Sequence[str]) -> tuple[list[Effect], int] | Performed:
        """Counter some charges of a family, all or none: the writes, and what they come to."""
        books = self._history[family]
        for charge in charges:
            if (wrong := _obstacle(charge, books)) is not None:
                return wrong
        book, cents = self._books[family], 0
        for charge in charges:
            wanted = books.by_id[charge]
            books = self._history[family] = books.without(charge)
            book.counter(self._posting(wanted), earlier=books.guards)
            cents += wanted.amount_cents
        return book.take(), cents

    def _posting(self, wanted: Posting) -> Posting:
        return Posting(
            id=counter_id(self._undo, wanted.id),
            family=wanted.family,
            type=PostingType.COUNTER,
            category=wanted.category,
            amount_cents=-wanted.amount_cents,
            at=self._now,
            day=today(self._now),
            task=self._undo,
            class_id=wanted.class_id,
            student=wanted.student,
            counters=wanted.id,
        )


def _obstacle(charge: str, books: History) -> Performed | None:
    """Why a charge is not taken back, if so."""
    wanted = books.by_id.get(charge)
    if wanted is None:
        return cannot_undo("Its charge is not on the family's account.")
    if charge in books.countered:
        return edited_since("Its charge was countered since.")
    paid = wanted.amount_cents - books.left[charge]
    if paid:
        return cannot_undo(f"{dollars(paid)} of it is paid: unlink the payment first, then retry.")
    return None
