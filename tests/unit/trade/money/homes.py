"""Families with students in classes, and their accounts, for the tests of money's kinds."""

from collections.abc import Iterable, Mapping
from typing import Any

from legwork.domain.effect import Effect, Put
from legwork.trade.classes import class_ as classes
from legwork.trade.classes import enrollment as enrollments
from legwork.trade.classes.class_ import Class, class_key
from legwork.trade.classes.enrollment import Enrollment
from legwork.trade.families import family as families
from legwork.trade.families import student as students
from legwork.trade.families.family import Family, family_key
from legwork.trade.families.keyword import keyword_key
from legwork.trade.families.student import Student, student_key
from legwork.trade.mail.audience import entry_of, listing_item, listing_key
from legwork.trade.money import history as histories
from legwork.trade.money.posting import Posting, PostingType
from legwork.trade.money.rules.account_audit import audit
from tests.unit.account import Account
from tests.unit.families import session
from tests.unit.tasks import NOW
from tests.unit.trade.decisions import Decisions
from tests.unit.trade.money.books import DAY, opened

MONDAYS = ("2027-04-05", "2027-04-12", "2027-04-19", "2027-04-26")
"""The meetings of a class in the month of the tests, and its first ones."""


def school(account: Account, *wanted: Class, meetings: Iterable[str] = ()) -> None:
    """Some classes, which all meet on the same days."""
    for one in wanted:
        account.commit([Put(class_key(one.id), classes.to_item(one))])
        account.commit([effect for day in meetings for effect in session(one.id, day)])


def home(
    account: Account,
    name: str,
    enrolled: Mapping[str, Iterable[str]],
    *,
    omit_from: tuple[Any, ...] = (),
    keywords: tuple[str, ...] = (),
    **fields: Any,
) -> None:
    """A family with students.

    Args:
        account: where.
        name: of the family.
        enrolled: by student the classes.
        omit_from: what the family is left out of.
        keywords: of the family.
        fields: of each enrollment.
    """
    effects: list[Effect] = [
        *(Put(keyword_key(each), {"name": each, "type": "family"}) for each in keywords),
        Put(
            family_key(name),
            families.to_item(
                Family(
                    id=name,
                    email=f"{name}@example.com",
                    students=tuple(enrolled),
                    omit_from=omit_from,
                    keywords=keywords,
                )
            ),
        ),
    ]
    for pupil, names in enrolled.items():
        student = Student(id=pupil, family=name, classes=tuple(names))
        effects.append(Put(student_key(pupil), students.to_item(student)))
        for class_id in student.classes:
            one = enrollment(class_id, pupil, name, **fields)
            effects.append(Put(one.key, enrollments.to_item(one)))
    entry = entry_of(Family(id=name, email=f"{name}@example.com"))
    lists = {None, *(each for names in enrolled.values() for each in names)}
    effects += [Put(listing_key(entry, each), listing_item(entry)) for each in lists]
    account.commit(effects)


def enrollment(class_id: str, student: str, family: str, **fields: Any) -> Enrollment:
    given: dict[str, Any] = {"enrolled_day": 0, "tuition_cents": 7_000}
    return Enrollment(class_id=class_id, student=student, family=family, **{**given, **fields})


def run(account: Account, kind: str, **params: Any) -> Decisions:
    """One task of a kind, checked, worked off, finished and audited; nothing is amiss after it."""
    decisions = Decisions(account, kind, **params)
    decisions.check()
    decisions.run()
    decisions.finish()
    assert decisions.problems() == []
    return decisions


def codes(decisions: Decisions) -> list[str]:
    """What came of each target: a code, or the outcome where there is none."""
    return [one.code or one.outcome.value for one in decisions.verdicts]


def posted(account: Account, family: str = "F1") -> list[Posting]:
    """The charges of a family; its account adds up."""
    assert audit(family, account.records).problems == ()
    books = histories.read(family, account.records).postings
    return [one for one in books if one.type is PostingType.CHARGE]


def cents(account: Account, family: str = "F1") -> list[int]:
    """What a family was charged, sorted."""
    return sorted(one.amount_cents for one in posted(account, family))


def owes(
    account: Account,
    family: str,
    amount: int,
    *,
    due: str = DAY,
    category: str = "tuition",
    class_id: str = "",
    student: str = "",
) -> str:
    """Charge a family by hand, and answer the id."""
    count = len(histories.read(family, account.records).postings)
    one = Posting(
        id=f"BY-HAND-{count}",
        family=family,
        type=PostingType.CHARGE,
        category=category,
        amount_cents=amount,
        at=NOW,
        day=min(due, DAY),
        due_day=due,
        class_id=class_id,
        student=student,
    )
    book = opened(account, family)
    book.charge(one)
    account.commit(book.take())
    return one.id


def has(account: Account, family: str, amount: int, *, day: str = DAY) -> str:
    """Post a payment of a family by hand, and answer the id."""
    count = len(histories.read(family, account.records).postings)
    one = Posting(
        id=f"BY-HAND-{count}",
        family=family,
        type=PostingType.PAYMENT,
        category="cash",
        amount_cents=-amount,
        at=NOW,
        day=day,
    )
    book = opened(account, family)
    book.pay(one)
    account.commit(book.take())
    return one.id
