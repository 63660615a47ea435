"""Correct a student."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from legwork.domain.correction import corrected, restated
from legwork.domain.directory import LISTED
from legwork.domain.effect import Effect
from legwork.domain.errors import InvalidInput
from legwork.domain.permission import Caller, Permission
from legwork.domain.record import Records
from legwork.ports import Database
from legwork.trade.classes.usecases.read_class import StudentReading, find_student
from legwork.trade.families import student as students
from legwork.trade.families.keyword import KeywordType, file_under
from legwork.trade.families.student import Student, student_entry, student_key
from legwork.usecases.correct_record import Noun, correct_record


def correct_student(
    student: str,
    said: Mapping[str, Any],
    tags: frozenset[str],
    *,
    tag_of: Callable[[Student], str],
    caller: Caller,
    database: Database,
    records: Records,
) -> Student:
    """The student as they are after the change.

    Args:
        student: which one.
        said: fields with what they are to be; None for what new students have.
        tags: the versions that the caller names as the one to be changed.
        tag_of: the version of what was read.
        caller: who changes it.
        database, records: the account's.

    Raises:
        NotAllowed: the caller may not change students.
        NotFound, VersionMissing, Outdated, InvalidInput, Conflicted: see ``correct_record``.
    """
    caller.require(Permission.CLASSES)
    noun = Noun(
        read=lambda: find_student(student, caller=caller, records=records),
        tag=lambda found: tag_of(found.shown),
        change=lambda found: _change(found, said, records),
    )
    after, _ = correct_record(noun, tags, account=caller.account, database=database)
    return after.shown


def _change(found: StudentReading, said: Mapping[str, Any], records: Records) -> Iterator[Effect]:
    before, after = found.student, restated(found.student, said)
    if after.family != before.family:
        raise InvalidInput.of("family", f"a student stays with a family: '{before.family}'")
    now = students.to_item(after)
    yield from corrected(student_key(after.id), found.item, students.to_item(before), now)
    if before.name != after.name or LISTED not in found.item:
        yield from student_entry(before.id, before.name).renamed(after.name)
    if after.keywords != before.keywords:
        yield from file_under(after.keywords, KeywordType.STUDENT, records)
