"""Take a posting back: by a counter; and take payments off charges."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from legwork.domain.day import today
from legwork.domain.errors import Conflicted, NotCounterable, NotFound, TooLarge
from legwork.domain.permission import Caller
from legwork.domain.record import Records
from legwork.ports import Clock, Database, Ids, TransactionRefused
from legwork.store.records import effects_in_account
from legwork.trade.money import account as accounts
from legwork.trade.money import history as histories
from legwork.trade.money.book import Book
from legwork.trade.money.history import History
from legwork.trade.money.posting import Posting, PostingType
from legwork.trade.money.usecases.post_to_account import ROUNDS, call_id
from legwork.trade.money.usecases.read_account import find_family

WRITES = 98
"""Most writes of a transaction."""


def counter_posting(
    family: str,
    posting: str,
    *,
    unlink: bool,
    note: str,
    key: str,
    caller: Caller,
    database: Database,
    records: Records,
    clock: Clock,
) -> Posting:
    """The counter of a posting; the same call again, by its key, answers with the same one.

    Args:
        family: whose posting.
        posting: its id.
        unlink: whether payments are taken off the charge (or a payment off its charges) first.
        note: why.
        key: the caller's name for the call.
        caller, database, records, clock: the usual.

    Raises:
        NotAllowed: the caller may not.
        NotFound: there is no such posting.
        NotCounterable: it is countered already, is a counter itself, or is linked to others.
        Conflicted: others keep writing on the account.
    """

    def write(book: Book, books: History) -> Posting:
        wanted = _found(books, posting)
        if (again := books.by_id.get(counter_id)) is not None and again.counters == posting:
            return again
        _check(books, wanted, unlink=unlink)
        made = Posting(
            id=counter_id,
            family=family,
            type=PostingType.COUNTER,
            category=wanted.category,
            amount_cents=-wanted.amount_cents,
            at=clock.now(),
            day=today(clock.now()),
            by=caller.id,
            class_id=wanted.class_id,
            student=wanted.student,
            note=note,
            counters=wanted.id,
        )
        unlink_all(book, books, wanted.id, by=counter_id, at=clock.now())
        book.counter(made, earlier=books.without(wanted.id).guards)
        return made

    counter_id = call_id(caller, key)
    return _written(family, write, caller=caller, database=database, records=records)


def unlink_posting(
    family: str,
    posting: str,
    *,
    caller: Caller,
    database: Database,
    records: Records,
    clock: Clock,
    ids: Ids,
) -> Posting:
    """Take all payments off a charge, or a payment off all its charges; twice is as good as once.

    Raises:
        NotAllowed: the caller may not.
        NotFound: there is no such posting.
        Conflicted: others keep writing on the account.
    """

    def write(book: Book, books: History) -> Posting:
        wanted = _found(books, posting)
        unlink_all(book, books, wanted.id, by=ids.new(), at=clock.now())
        return wanted

    return _written(family, write, caller=caller, database=database, records=records)


def unlink_all(book: Book, books: History, posting: str, *, by: str, at: datetime) -> None:
    """Take off whatever is linked to a posting."""
    known = books.by_id
    for (charge, payment), cents in sorted(books.links.items()):
        if posting in {charge, payment}:
            book.unlink(known[charge], known[payment], cents, by=by, at=at)


def _found(books: History, posting: str) -> Posting:
    if posting not in books.by_id:
        raise NotFound("There is no such posting on this account.")
    return books.by_id[posting]


def _check(books: History, wanted: Posting, *, unlink: bool) -> None:
    if wanted.type is PostingType.COUNTER:
        raise NotCounterable("This is a counter itself. Post what it took back anew.")
    if wanted.type is PostingType.PAYMENT and wanted.category == "card" and wanted.reference:
        raise NotCounterable(
            "This was taken from a card. Launch a task `refund_payments` with it: that gives it "
            "back and counters it."
        )
    if wanted.id in books.countered:
        raise NotCounterable("This posting is countered already.")
    if not unlink and books.left[wanted.id] != abs(wanted.amount_cents):
        raise NotCounterable(
            "A payment is linked to it. Unlink it first, or counter it with `unlink`: then what "
            "paid it is unused again."
        )


def _written(
    family: str,
    write: Callable[[Book, History], Posting],
    *,
    caller: Caller,
    database: Database,
    records: Records,
) -> Posting:
    home = find_family(family, caller=caller, records=records)
    for _ in range(ROUNDS):
        # The account first: whatever is posted after it was read is refused.
        book = Book(accounts.find([home.id], records)[home.id])
        book.touch()
        before = book.account
        answer = write(book, histories.read(home.id, records))
        if book.account == before:
            return answer
        effects = book.take()
        if len(effects) > WRITES:
            raise TooLarge("Too much is linked to this posting for one call.")
        try:
            database.transact(records=effects_in_account(caller.account, effects))
        except TransactionRefused:
            continue
        return answer
    raise Conflicted("Others keep writing on this account. Send the same call again in a moment.")
