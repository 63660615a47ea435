"""Post to a family's account by hand: a charge, a payment or a credit."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from legwork.domain.day import check_day, today
from legwork.domain.errors import Conflicted, InvalidInput, KeyReused
from legwork.domain.permission import Caller
from legwork.domain.record import Records
from legwork.ports import Clock, Database, TransactionRefused
from legwork.store.records import effects_in_account
from legwork.trade.classes import class_ as classes
from legwork.trade.families.family import Family
from legwork.trade.money import account as accounts
from legwork.trade.money import posting as postings
from legwork.trade.money.book import Book
from legwork.trade.money.posting import Posting, PostingType
from legwork.trade.money.usecases.read_account import find_family

ROUNDS = 5
"""How often it is tried again when others write on the account at the same moment."""
_DIGEST = 20
_BUSY = "Others keep writing on this account. Send the same call again in a moment."


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is to be posted."""

    type: PostingType
    category: str
    cents: int
    """Above zero, whatever it is."""
    day: str | None = None
    due_day: str | None = None
    class_id: str = ""
    student: str = ""
    note: str = ""
    reference: str = ""
    apply: bool = False
    """Whether a payment or credit goes to the oldest open charges at once."""


def call_id(caller: Caller, key: str) -> str:
    """The id of what a call posts: the same call, named by its key, posts it once."""
    digest = hashlib.sha256(f"{caller.id}\x1f{key}".encode()).hexdigest()
    return f"CALL-{digest[:_DIGEST]}"


def post_to_account(
    family: str,
    request: Request,
    *,
    key: str,
    caller: Caller,
    database: Database,
    records: Records,
    clock: Clock,
) -> Posting:
    """Post; the same call again, by its key, answers with what it posted the first time.

    Raises:
        NotAllowed: the caller may not.
        NotFound: there is no such family.
        InvalidInput: a day is none, or the student or class is not theirs.
        KeyReused: the key was used for something else.
        Conflicted: others keep writing on the account.
    """
    home = find_family(family, caller=caller, records=records)
    today_is = today(clock.now())
    wanted = Posting(
        id=call_id(caller, key),
        family=home.id,
        type=request.type,
        category=request.category,
        amount_cents=request.cents if request.type is PostingType.CHARGE else -request.cents,
        at=clock.now(),
        day=request.day or today_is,
        due_day=_due_day(request, today_is),
        by=caller.id,
        class_id=request.class_id,
        student=request.student,
        note=request.note,
        reference=request.reference,
    )
    for _ in range(ROUNDS):
        earlier = _earlier(wanted, request, records)
        if earlier is not None:
            return earlier
        _check(request, home, records, today_is)
        book = Book(accounts.find([home.id], records)[home.id])
        _write(book, wanted, request)
        try:
            database.transact(records=effects_in_account(caller.account, book.take()))
        except TransactionRefused:
            continue
        return wanted
    raise Conflicted(_BUSY)


def _due_day(request: Request, today_is: str) -> str:
    if request.type is not PostingType.CHARGE:
        return ""
    return request.due_day or request.day or today_is


def _earlier(wanted: Posting, request: Request, records: Records) -> Posting | None:
    """What the same call has posted before."""
    place = (wanted.family, wanted.id)
    found = postings.find([place], records).get(place)
    if found is None:
        return None
    # Without a day, it is the day of the first call.
    day, due_day = request.day or found.day, request.due_day or found.due_day
    if replace(wanted, at=found.at, day=day, due_day=due_day) != found:
        raise KeyReused("This Idempotency-Key was used for another posting. Take a new one.")
    return found


def _check(request: Request, home: Family, records: Records, today_is: str) -> None:
    for name in ("day", "due_day"):
        if (day := getattr(request, name)) is not None:
            check_day(name, day)
    if request.due_day is not None and request.due_day < (request.day or today_is):
        raise InvalidInput.of("due_day", "before the day of the charge")
    if request.student and request.student not in home.students:
        raise InvalidInput.of("student", f"is none of family '{home.id}'")
    if request.class_id:
        classes.refuse_unknown(
            "class", [request.class_id], classes.find([request.class_id], records)
        )


def _write(book: Book, wanted: Posting, request: Request) -> None:
    if wanted.type is PostingType.CHARGE:
        book.charge(wanted)
        return
    book.pay(wanted)
    if request.apply:
        book.apply_oldest(by=wanted.id, at=wanted.at)
