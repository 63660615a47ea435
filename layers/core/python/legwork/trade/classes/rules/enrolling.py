"""Enrolling a student: with whatever it is that knows of who is in a class.

The class, the family and the student are made where nobody has named them before.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from legwork.domain.draft import Draft
from legwork.domain.effect import Absent, Check, Effect, Equals, Key, Put, Update
from legwork.trade.classes import enrollment as enrollments
from legwork.trade.classes.class_ import Class, class_entry, class_key
from legwork.trade.classes.enrollment import Enrollment
from legwork.trade.classes.rules import class_change
from legwork.trade.families import family as families
from legwork.trade.families import student as students
from legwork.trade.families.family import Family, family_entry, family_key
from legwork.trade.families.student import Student, student_entry, student_key
from legwork.trade.mail.audience import Entry, entry_of, listing_item, listing_key

MADE_BY: Final = "made_by"
"""Attribute of a family or a student: the import of enrollments that named them first."""


def named(one: Enrollment) -> tuple[Key, Key, Key]:
    """Class, family and student of an enrollment."""
    return class_key(one.class_id), family_key(one.family), student_key(one.student)


def keys_of(one: Enrollment, address: Entry) -> Iterator[Key]:
    """What is read before somebody is enrolled.

    Args:
        one: the enrollment.
        address: the family's line on the lists, as far as it is known.
    """
    yield one.key
    yield from named(one)
    yield listing_key(address, one.class_id)


def enroll(one: Enrollment, email: str, draft: Draft, *, by: str) -> Iterator[Effect]:
    """Enroll a student who is not in the class.

    Args:
        one: the new enrollment.
        email: of the family, if it is new.
        draft: holds what ``keys_of`` names.
        by: the task that does it: it is noted with a family or a student that comes by it.
    """
    home = draft.get(family_key(one.family))
    known = None if home is None else families.from_item(home)
    yield from catch_up(one, draft)
    yield from _listing(one, known or Family(id=one.family, email=email), draft)
    if class_key(one.class_id) not in draft:
        yield from class_change.made(Class(id=one.class_id), draft)
    yield from _family(one, known, email, draft, by)
    yield from _student(one, draft, by)
    yield draft.write(Put(one.key, enrollments.to_item(one), (Absent(),)))


def catch_up(one: Enrollment, draft: Draft) -> Iterator[Effect]:
    """Enter in the directory what the last release has made."""
    class_, family, student = (draft.get(key) or {} for key in named(one))
    entries = (
        class_entry(one.class_id, class_.get("title", "")),
        family_entry(one.family, family.get("email", "")),
        student_entry(one.student),
    )
    read = (("title",), ("email", "students"), ("family", "classes"))
    for key, entry, item, names in zip(
        named(one), entries, (class_, family, student), read, strict=True
    ):
        if item:
            as_it_was_read = (Equals(name, item[name]) for name in names)
            for effect in entry.catch_up(key, item, *as_it_was_read):
                yield draft.write(effect)


def _listing(one: Enrollment, family: Family, draft: Draft) -> Iterator[Effect]:
    """A line on the class's list, under the address that the family has at this moment."""
    entry = entry_of(family)
    key = listing_key(entry, one.class_id)
    if key not in draft:
        if family_key(family.id) in draft:
            yield Check(family_key(family.id), (Equals("email", family.email),))
        yield draft.write(Put(key, listing_item(entry)))


def _family(
    one: Enrollment, known: Family | None, email: str, draft: Draft, by: str
) -> Iterator[Effect]:
    if known is not None:
        if one.student not in known.students:
            yield draft.write(families.with_student(known, one.student))
        return
    new = Family(id=one.family, email=email, students=(one.student,))
    entry = entry_of(new)
    yield draft.write(Put(family_key(new.id), {**families.to_item(new), MADE_BY: by}, (Absent(),)))
    yield from family_entry(new.id, email).put()
    yield draft.write(Put(listing_key(entry), listing_item(entry)))


def _student(one: Enrollment, draft: Draft, by: str) -> Iterator[Effect]:
    key = student_key(one.student)
    item = draft.get(key)
    if item is None:
        new = Student(id=one.student, family=one.family, classes=(one.class_id,))
        yield draft.write(Put(key, {**students.to_item(new), MADE_BY: by}, (Absent(),)))
        yield from student_entry(one.student).put()
    elif one.class_id not in item["classes"]:
        before = list(item["classes"])
        yield draft.write(
            Update(
                key, set={"classes": [*before, one.class_id]}, expect=(Equals("classes", before),)
            )
        )
