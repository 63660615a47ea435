"""Families, students and classes as records, for the pure parts."""

from collections.abc import Iterable, Sequence

from legwork.domain.effect import Effect, Put
from legwork.trade.classes import class_ as classes
from legwork.trade.classes import enrollment as enrollments
from legwork.trade.classes import session as sessions
from legwork.trade.classes.class_ import Class, class_key
from legwork.trade.classes.enrollment import Enrollment, enrollment_key
from legwork.trade.classes.session import Session, session_key
from legwork.trade.families import family as families
from legwork.trade.families import student as students
from legwork.trade.families.family import Family, family_key
from legwork.trade.families.keyword import keyword_key
from legwork.trade.families.student import Student, student_key
from legwork.trade.mail.audience import entry_of, listing_item, listing_key


def family(
    name: str, email: str, *, classes_of: Iterable[str] = (), keywords: Sequence[str] = ()
) -> list[Effect]:
    """A family on the account's list, and on those of some classes."""
    one = Family(id=name, email=email, keywords=tuple(keywords))
    entry = entry_of(one)
    lists = [listing_key(entry), *(listing_key(entry, each) for each in classes_of)]
    return [
        Put(family_key(name), families.to_item(one)),
        *(Put(keyword_key(each), {"name": each, "type": "family"}) for each in keywords),
        *(Put(key, listing_item(entry)) for key in lists),
    ]


def class_(name: str, title: str = "") -> list[Effect]:
    return [Put(class_key(name), classes.to_item(Class(id=name, title=title)))]


def session(class_id: str, date: str, starts: str = "09:00") -> list[Effect]:
    one = Session(class_id=class_id, date=date, starts=starts, ends="23:00")
    return [Put(session_key(class_id, one.slot), sessions.to_item(one))]


def enrolled(
    class_id: str, name: str, *pupils: str, email: str = "", makeup: str | None = None
) -> list[Effect]:
    """A family with students who are all in one class."""
    one = Family(id=name, email=email, students=pupils)
    made: list[Effect] = [
        Put(family_key(name), families.to_item(one)),
        Put(listing_key(entry_of(one), class_id), listing_item(entry_of(one))),
        Put(listing_key(entry_of(one)), listing_item(entry_of(one))),
    ]
    for pupil in pupils:
        enrollment = Enrollment(
            class_id=class_id,
            student=pupil,
            family=name,
            enrolled_day=0,
            tuition_cents=100,
            makeup=makeup,
        )
        student = Student(id=pupil, family=name, classes=(class_id,))
        made += [
            Put(enrollment_key(class_id, name, pupil), enrollments.to_item(enrollment)),
            Put(student_key(pupil), students.to_item(student)),
        ]
    return made
