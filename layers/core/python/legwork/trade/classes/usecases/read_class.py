"""Read classes with their sessions and enrollments, and students with their tokens."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeVar

from legwork.domain.cursor import seal, unseal
from legwork.domain.effect import Item
from legwork.domain.errors import NotFound
from legwork.domain.permission import Caller, Permission
from legwork.domain.record import Records
from legwork.trade.classes import class_ as classes
from legwork.trade.classes.class_ import Class, class_key
from legwork.trade.classes.enrolled import classes_left
from legwork.trade.classes.enrollment import Enrollment, enrollments_of
from legwork.trade.classes.makeup_token import MakeupToken, tokens_of
from legwork.trade.classes.session import Session, sessions_of
from legwork.trade.families import student as students
from legwork.trade.families.student import Student, student_key
from legwork.trade.imports.row_values import is_name

T = TypeVar("T")


MAY_READ = (
    Permission.CLASSES,
    Permission.TRANSACTIONS,
    Permission.KEYWORDS,
    Permission.TOKENS,
)
"""Whoever has one of them may read classes, enrollments and staff one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassReading:
    """A class."""

    class_: Class
    item: Item
    """Its record, as it was read."""


def read_class(class_id: str, *, caller: Caller, records: Records) -> ClassReading:
    """A class with its record.

    Raises:
        NotAllowed: the caller may not see classes.
        NotFound: there is none.
    """
    caller.require_any(*MAY_READ)
    key = class_key(class_id)
    item = records.get([key]).get(key) if is_name(class_id) else None
    if item is None:
        raise NotFound(f"There is no class '{class_id[:64]}'.")
    return ClassReading(class_=classes.from_item(item), item=item)


def find_class(class_id: str, *, caller: Caller, records: Records) -> Class:
    """A class, for whoever lists what is in it.

    Raises:
        NotAllowed: the caller may not see classes.
        NotFound: there is none.
    """
    caller.require(Permission.CLASSES)
    found = classes.find([class_id], records).get(class_id)
    if found is None:
        raise NotFound(f"There is no class '{class_id[:64]}'.")
    return found


def page_of_sessions(
    class_id: str, *, caller: Caller, limit: int, cursor: str | None, records: Records
) -> tuple[list[Session], str | None]:
    """A page of a class's sessions in order of time, and the cursor of the next one.

    Raises:
        NotAllowed: the caller may not see classes.
        NotFound: there is no such class.
        InvalidInput: the cursor is not one of this list.
    """
    find_class(class_id, caller=caller, records=records)
    return _page(
        lambda after: sessions_of(class_id, records, after=after, strict=False),
        lambda session: session.slot,
        scope=f"sessions {class_id}",
        caller=caller,
        limit=limit,
        cursor=cursor,
    )


def page_of_enrollments(
    class_id: str, *, caller: Caller, limit: int, cursor: str | None, records: Records
) -> tuple[list[Enrollment], str | None]:
    """A page of a class's enrollments, families together, and the cursor of the next one.

    Raises:
        NotAllowed: the caller may not see classes.
        NotFound: there is no such class.
        InvalidInput: the cursor is not one of this list.
    """
    find_class(class_id, caller=caller, records=records)
    return _page(
        lambda after: enrollments_of(class_id, records, after=after, strict=False),
        lambda enrollment: enrollment.place,
        scope=f"enrollments {class_id}",
        caller=caller,
        limit=limit,
        cursor=cursor,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentReading:
    """A student."""

    student: Student
    item: Item
    """The record, as it was read."""
    left: Collection[str]
    """Those of the classes that the student has dropped."""

    @property
    def shown(self) -> Student:
        """The student, without the classes that were dropped."""
        staying = (one for one in self.student.classes if one not in self.left)
        return replace(self.student, classes=tuple(staying))


def find_student(student: str, *, caller: Caller, records: Records) -> StudentReading:
    """A student with the record.

    Raises:
        NotAllowed: the caller may not see students.
        NotFound: there is none.
    """
    caller.require_any(*MAY_READ)
    key = student_key(student)
    item = records.get([key]).get(key) if is_name(student) else None
    if item is None:
        raise NotFound(f"There is no student '{student[:64]}'.")
    found = students.from_item(item)
    left = classes_left([found], records)[found.id]
    return StudentReading(student=found, item=item, left=left)


def read_student(
    student: str, *, caller: Caller, limit: int, cursor: str | None, records: Records
) -> tuple[Student, list[MakeupToken], str | None]:
    """A student with a page of makeup tokens, the older ones first.

    Raises:
        NotAllowed: the caller may not see students.
        NotFound: there is none.
        InvalidInput: the cursor is not one of this list.
    """
    found = find_student(student, caller=caller, records=records).shown
    page, next_cursor = _page(
        lambda after: tokens_of(student, records, after=after, strict=False),
        lambda token: token.id,
        scope=f"tokens {student}",
        caller=caller,
        limit=limit,
        cursor=cursor,
    )
    return found, page, next_cursor


def _page(
    behind: Callable[[str | None], Iterable[T]],
    position: Callable[[T], str],
    *,
    scope: str,
    caller: Caller,
    limit: int,
    cursor: str | None,
) -> tuple[list[T], str | None]:
    """A page of a list, and the cursor of the next one.

    Args:
        behind: the list behind a position.
        position: of one of its items.
        scope: what this list is, so that its cursors are good for no other.
        caller: who asks.
        limit: how many at most.
        cursor: where the page before ended.
    """
    after = unseal(caller.account, scope, cursor) if cursor else None
    found = list(islice(behind(after), limit + 1))
    page, more = found[:limit], len(found) > limit
    return page, seal(caller.account, scope, position(page[-1])) if more else None
