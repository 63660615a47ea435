"""The records of a school, as they are before a task."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from bench.stack import Stack
from legwork.domain.effect import Put, applied
from legwork.domain.recipient import recipient_key
from legwork.trade.classes import class_ as classes
from legwork.trade.classes import enrollment as enrollments
from legwork.trade.classes import session as sessions
from legwork.trade.classes.class_ import Class
from legwork.trade.classes.enrollment import Enrollment
from legwork.trade.classes.session import Session
from legwork.trade.families import family as families
from legwork.trade.families import student as students
from legwork.trade.families.family import Family
from legwork.trade.families.student import Student
from legwork.trade.mail import audience, sender
from legwork.trade.money import payment_method as methods
from legwork.trade.money.account import STATED, Account, account_key
from legwork.trade.money.book import Book
from legwork.trade.money.payment_method import PaymentMethod, Wallet
from legwork.trade.money.posting import Posting, PostingType

LONG_AGO: Final = datetime(2026, 1, 5, 9, tzinfo=UTC)


def store_sender(stack: Stack) -> None:
    """An address that mail is sent from."""
    for effect in sender.verified("office@parkside.example", default=True):
        if isinstance(effect, Put):
            stack.store(effect.key, effect.item)


def store_class(stack: Stack, name: str, places: range) -> None:
    """A class with a student of each of some families."""
    stack.store(classes.class_key(name), classes.to_item(Class(id=name, title="Judo")))
    for place in places:
        store_family(stack, place, name)


def store_session(stack: Stack, class_id: str, day: str) -> None:
    """A session of a class."""
    one = Session(class_id=class_id, date=day, starts="09:00", ends="10:00")
    stack.store(sessions.session_key(class_id, one.slot), sessions.to_item(one))


def store_family(stack: Stack, place: int, class_id: str | None) -> None:
    """A family that has agreed to mailings, with a student who is in the class, if one is named."""
    student, email = f"S-{place:07d}", f"home{place:07d}@example.com"
    family = Family(id=f"F-{place:07d}", email=email, students=(student,))
    entry = audience.entry_of(family)
    stack.store(families.family_key(family.id), families.to_item(family))
    stack.store(audience.listing_key(entry, class_id), audience.listing_item(entry))
    stack.store(recipient_key(email), {"email": email, "opted_in": True})
    for one in _enrollments(class_id, family):
        key = enrollments.enrollment_key(one.class_id, family.id, student)
        stack.store(key, enrollments.to_item(one))
        pupil = Student(id=student, family=family.id, classes=(one.class_id,))
        stack.store(students.student_key(student), students.to_item(pupil))


def _enrollments(class_id: str | None, family: Family) -> Iterator[Enrollment]:
    if class_id is not None:
        yield Enrollment(
            class_id=class_id,
            student=family.students[0],
            family=family.id,
            enrolled_day=0,
            tuition_cents=6_000,
        )


def store_accounts(
    stack: Stack, targets: int, *, payments: bool, stated_on: str | None = None
) -> None:
    """Each family owes one charge that was due long ago, of which it may have paid some.

    A statement may have told it so.
    """
    told = {} if stated_on is None else {STATED: stated_on}
    for place in range(targets):
        book = Book(Account(family=f"F-{place:07d}"))
        charge = Posting(
            id="CHARGE",
            family=book.account.family,
            type=PostingType.CHARGE,
            category="tuition",
            amount_cents=6_000,
            at=LONG_AGO,
            day=LONG_AGO.date().isoformat(),
            class_id="JUDO",
            student=f"S-{place:07d}",
        )
        book.charge(charge)
        if payments:
            paid = replace(charge, id="PAID", type=PostingType.PAYMENT, amount_cents=-2_500)
            book.pay(paid)
        for effect in book.take():
            item = effect.item if isinstance(effect, Put) else applied(effect, None)
            of_account = effect.key == account_key(book.account.family)
            stack.store(effect.key, {**(item or {}), **(told if of_account else {})})


def store_cards(stack: Stack, targets: int) -> None:
    """Each family has a card that may be charged."""
    for place in range(targets):
        family = f"F-{place:07d}"
        card = PaymentMethod(
            id="card",
            customer=f"cus_{place}",
            token=f"pm_{place}",
            brand="visa",
            last4="4242",
            expires="2031-12",
            primary=True,
            recurring=True,
        )
        effect = methods.written(Wallet(family), Wallet(family, {card.id: card}))
        stack.store(effect.key, applied(effect, None) or {})
