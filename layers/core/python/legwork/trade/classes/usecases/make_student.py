"""Make a student."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from legwork.domain.correction import restated
from legwork.domain.effect import Effect
from legwork.domain.errors import InvalidInput
from legwork.domain.permission import Caller, Permission
from legwork.domain.record import Records
from legwork.ports import Database
from legwork.trade.classes.usecases.read_class import find_student
from legwork.trade.families import family as families
from legwork.trade.families import student as students
from legwork.trade.families.keyword import KeywordType, file_under
from legwork.trade.families.student import Student
from legwork.trade.imports.row_values import check_name
from legwork.usecases.make_record import make_record


def make_student(
    student: str,
    said: Mapping[str, Any],
    *,
    caller: Caller,
    database: Database,
    records: Records,
) -> Student:
    """The student once they are made, in a family that there is.

    Args:
        student: what they are to be called by.
        said: fields with what they are to be; None for what new students have. ``family`` is one.
        caller: who makes them.
        database, records: the account's.

    Raises:
        NotAllowed: the caller may not make students.
        ThereAlready, InvalidInput, Conflicted: see ``make_record``.
    """
    caller.require(Permission.CLASSES)
    check_name("student", student)
    if not said.get("family"):
        raise InvalidInput.of("family", "missing: a student belongs to a family")
    wanted = restated(Student(id=student, family=said["family"]), said)

    def make() -> Iterator[Effect]:
        family = families.find([wanted.family], records).get(wanted.family)
        if family is None:
            raise InvalidInput.of("family", f"there is no family '{wanted.family}': make it first")
        yield from students.made(wanted)
        yield families.with_student(family, wanted.id)
        yield from file_under(wanted.keywords, KeywordType.STUDENT, records)

    return make_record(
        lambda: find_student(student, caller=caller, records=records),
        make,
        account=caller.account,
        database=database,
    ).shown
