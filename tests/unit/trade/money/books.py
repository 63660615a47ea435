"""Postings and accounts, for the tests of money."""

from collections.abc import Callable

from legwork.trade.money import account as accounts
from legwork.trade.money import history as histories
from legwork.trade.money.account import guard_of
from legwork.trade.money.book import Book
from legwork.trade.money.history import History
from legwork.trade.money.posting import Posting, PostingType
from legwork.trade.money.rules.account_audit import audit
from tests.unit.account import Account
from tests.unit.tasks import NOW

FAMILY = "F1"
DAY = "2027-04-05"
TUITION = guard_of("tuition", "JUDO", "S1")


def charge(
    name: str, cents: int = 1_000, day: str = DAY, due: str = "", category: str = "tuition"
) -> Posting:
    return Posting(
        id=name,
        family=FAMILY,
        type=PostingType.CHARGE,
        category=category,
        amount_cents=cents,
        at=NOW,
        day=day,
        due_day=due,
        class_id="JUDO",
        student="S1",
    )


def payment(name: str, cents: int = 1_000, day: str = DAY) -> Posting:
    return Posting(
        id=name,
        family=FAMILY,
        type=PostingType.PAYMENT,
        category="cash",
        amount_cents=-cents,
        at=NOW,
        day=day,
    )


def counter(name: str, of: Posting, cents: int | None = None) -> Posting:
    """Takes a posting back, or so much of it."""
    all_of_it = -of.amount_cents
    return Posting(
        id=name,
        family=FAMILY,
        type=PostingType.COUNTER,
        category=of.category,
        amount_cents=all_of_it if cents is None else cents,
        at=NOW,
        day=DAY,
        counters=of.id,
    )


def opened(account: Account, family: str = FAMILY) -> Book:
    return Book(accounts.find([family], account.records)[family])


def write(account: Account, *works: Callable[[Book], object]) -> None:
    """Commit some work on the book, at once."""
    book = opened(account)
    for work in works:
        work(book)
    account.commit(book.take())


def history(account: Account, family: str = FAMILY) -> History:
    return histories.read(family, account.records)


def problems(account: Account, family: str = FAMILY) -> list[str]:
    return [*audit(family, account.records).problems]
