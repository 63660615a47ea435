"""Transfer an enrollment: the student changes classes, and what was charged and paid goes along.

Each category's last charge is countered, a new one is posted, and what paid the old one pays the
new one; what is left of it is unused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from legwork.domain.day import check_day, today
from legwork.domain.effect import Absent, Effect, Equals, Item, Put, Update, as_read
from legwork.domain.errors import Conflicted, InvalidInput, NotFound, TooLarge
from legwork.domain.permission import Caller, Permission
from legwork.domain.record import Records
from legwork.ports import Clock, Database, TransactionRefused
from legwork.store.records import effects_in_account
from legwork.trade.classes import class_ as classes
from legwork.trade.classes import enrollment as enrollments
from legwork.trade.classes.class_ import Class
from legwork.trade.classes.enrolled import noted
from legwork.trade.classes.enrollment import Enrollment, EnrollmentStatus, enrollment_key
from legwork.trade.classes.session import sessions_of
from legwork.trade.families import family as families
from legwork.trade.families import student as students
from legwork.trade.families.student import Student, student_key
from legwork.trade.mail.audience import entry_of, listing_item, listing_key
from legwork.trade.money import account as accounts
from legwork.trade.money import history as histories
from legwork.trade.money.book import Book
from legwork.trade.money.history import History
from legwork.trade.money.posting import Posting, PostingType, posting_id
from legwork.trade.money.usecases.counter_posting import WRITES, unlink_all
from legwork.trade.money.usecases.post_to_account import ROUNDS, call_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """What is asked for."""

    class_id: str
    student: str
    to: str
    """The other class."""
    on: str | None = None
    """Last day in the old class; today."""
    amount_cents: int | None = None
    """Of the new charge of tuition; the new class's tuition, or what the old charge was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transferred:
    """What came of it."""

    family: str
    charges: tuple[Posting, ...]
    """Posted anew."""
    history: History


def transfer_enrollment(
    wanted: Transfer,
    *,
    key: str,
    caller: Caller,
    database: Database,
    records: Records,
    clock: Clock,
) -> Transferred:
    """Transfer; the same call again, by its key, answers with what it did the first time.

    Raises:
        NotAllowed: the caller may not change classes; or something was charged, and the caller
            has nothing to do with money.
        NotFound: there is no such enrollment.
        InvalidInput: the other class is none, or has the student already.
        TooLarge: too much is linked to the charges.
        Conflicted: others keep writing on the account.
    """
    caller.require(Permission.CLASSES)
    call = _Call(call_id(caller, key), caller, clock.now())
    for _ in range(ROUNDS):
        found = _read(wanted, records)
        if found.there and found.there.get("transferred_by") == call.id:
            return _told(found.student.family, call.id, records)
        book, effects = _decide(wanted, found, call, records)
        effects += book.take()
        if len(effects) > WRITES:
            raise TooLarge("Too much is linked to these charges for one call.")
        try:
            database.transact(records=effects_in_account(caller.account, effects))
        except TransactionRefused:
            continue
        return _told(found.student.family, call.id, records)
    raise Conflicted("Others keep writing on this account. Send the same call again in a moment.")


@dataclass(frozen=True, slots=True)
class _Call:
    id: str
    """Names what it posts."""
    caller: Caller
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    student: Student
    here: Item
    there: Item | None
    to: Class


def _read(wanted: Transfer, records: Records) -> _Found:
    student = students.find([wanted.student], records).get(wanted.student)
    old = new = None
    if student is not None:
        old = enrollment_key(wanted.class_id, student.family, student.id)
        new = enrollment_key(wanted.to, student.family, student.id)
    found = records.get([old, new]) if old and new else {}
    if student is None or old not in found:
        raise NotFound("There is no such enrollment.")
    to = classes.find([wanted.to], records)
    classes.refuse_unknown("class", [wanted.to], to)
    there = found.get(new) if new and new != old else found[old]
    return _Found(student=student, here=found[old], there=there, to=to[wanted.to])


def _decide(
    wanted: Transfer, found: _Found, call: _Call, records: Records
) -> tuple[Book, list[Effect]]:
    on = wanted.on or today(call.at)
    check_day("on", on)
    old = enrollments.from_item(wanted.class_id, found.here)
    if old.on(on) is EnrollmentStatus.DROPPED:
        raise NotFound("The student is not in this class any more.")
    family = found.student.family
    book = Book(accounts.find([family], records)[family])
    books = histories.read(family, records)
    charges = list(_charges(books, wanted))
    if charges:
        call.caller.require(Permission.TRANSACTIONS)
        book.touch()
    for charge in charges:
        _charge_anew(charge, book, books, wanted, found.to, call)
    reason = f"Transferred to {wanted.to}"
    effects: list[Effect] = [
        enrollments.drop(old, found.here, on=on, reason=reason, by=call.id),
        noted(wanted.class_id),
        _enrolled(_moved(old, found.to, on, records), found, call.id),
        *_listed(found.student, wanted.to, records),
    ]
    return book, effects


def _moved(old: Enrollment, to: Class, on: str, records: Records) -> Enrollment:
    """The place in the other class, from the next day on."""
    begins = date.fromisoformat(on) + timedelta(days=1)
    first = next(sessions_of(to.id, records), None)
    into = (begins - date.fromisoformat(first.date)).days if first else 0
    return replace(
        old,
        class_id=to.id,
        enrolled_day=into,
        tuition_cents=old.tuition_cents if to.tuition_cents is None else to.tuition_cents,
        status=EnrollmentStatus.FUTURE,
        begins_on=begins.isoformat(),
        dropped_on=None,
        drop_reason="",
        dropped_from=EnrollmentStatus.ACTIVE,
    )


def _enrolled(new: Enrollment, found: _Found, by: str) -> Put:
    item = {**enrollments.to_item(new), "transferred_by": by}
    if found.there is None:
        return Put(new.key, item, (Absent(),))
    there = enrollments.from_item(new.class_id, found.there)
    if there.status is not EnrollmentStatus.DROPPED:
        raise InvalidInput.of("class", "the student has a place in it already")
    return Put(new.key, item, as_read(found.there, "status", "dropped_on"))


def _listed(student: Student, to: str, records: Records) -> Iterator[Effect]:
    """The class among the student's, and the family among those whom its mailings go to."""
    if to not in student.classes:
        before = list(student.classes)
        unchanged = (Equals("classes", before),)
        yield Update(student_key(student.id), set={"classes": [*before, to]}, expect=unchanged)
    home = families.find([student.family], records).get(student.family)
    if home is not None:
        entry = entry_of(home)
        yield Put(listing_key(entry, to), listing_item(entry))


def _charges(books: History, wanted: Transfer) -> Iterator[Posting]:
    """The last charge of each category, if it was not taken back."""
    for _guard, last in sorted(books.guards.items()):
        charge = books.by_id[last.posting]
        if (charge.class_id, charge.student) == (wanted.class_id, wanted.student):
            yield charge


def _charge_anew(
    charge: Posting, book: Book, books: History, wanted: Transfer, to: Class, call: _Call
) -> None:
    unlink_all(book, books, charge.id, by=call.id, at=call.at)
    book.counter(_countered(charge, call), earlier=books.without(charge.id).guards)
    new = replace(
        charge,
        id=posting_id(call.id, charge.id),
        class_id=wanted.to,
        amount_cents=_amount(charge, wanted, to),
        at=call.at,
        task="",
        by=call.caller.id,
        note=f"Transferred from {wanted.class_id}",
    )
    book.charge(new)
    left = new.amount_cents
    for payment, cents in sorted(books.payments_of(charge.id).items()):
        again = min(cents, left)
        if again:
            book.apply(new.id, payment, again, by=call.id, at=call.at)
        left -= again


def _countered(charge: Posting, call: _Call) -> Posting:
    return replace(
        charge,
        id=posting_id(call.id, "counter", charge.id),
        type=PostingType.COUNTER,
        amount_cents=-charge.amount_cents,
        at=call.at,
        day=today(call.at),
        due_day="",
        task="",
        by=call.caller.id,
        note="",
        counters=charge.id,
    )


def _amount(charge: Posting, wanted: Transfer, to: Class) -> int:
    if charge.category != "tuition":
        return charge.amount_cents
    return wanted.amount_cents or to.tuition_cents or charge.amount_cents


def _told(family: str, by: str, records: Records) -> Transferred:
    history = histories.read(family, records)
    charges = tuple(
        one
        for one in history.postings
        if one.id.startswith(f"{by}-") and one.type is PostingType.CHARGE
    )
    return Transferred(family=family, charges=charges, history=history)
