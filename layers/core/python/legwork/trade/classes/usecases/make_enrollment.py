"""Enroll a student in a class."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from legwork.domain.correction import restated
from legwork.domain.draft import Draft
from legwork.domain.effect import Effect
from legwork.domain.errors import InvalidInput, NotFound
from legwork.domain.permission import Caller, Permission
from legwork.domain.record import Records
from legwork.ports import Database
from legwork.trade.classes import enrollment as enrollments
from legwork.trade.classes.enrollment import Enrollment, EnrollmentStatus
from legwork.trade.classes.rules.enrolling import enroll, keys_of, named
from legwork.trade.classes.usecases.correct_enrollment import EnrollmentReading, read_enrollment
from legwork.trade.families import family as families
from legwork.trade.families import student as students
from legwork.trade.families.family import Family
from legwork.trade.families.student import Student
from legwork.trade.mail.audience import entry_of
from legwork.usecases.make_record import make_record


def make_enrollment(
    class_id: str,
    student: str,
    said: Mapping[str, Any],
    *,
    caller: Caller,
    database: Database,
    records: Records,
) -> EnrollmentReading:
    """The enrollment once it is made; one that was dropped is there still, and is corrected.

    Args:
        class_id, student: who is enrolled in what.
        said: fields with what they are to be; None for what new enrollments have.
        caller: who enrolls.
        database, records: the account's.

    Raises:
        NotAllowed: the caller may not enroll.
        NotFound: there is no such class, or no such student.
        ThereAlready, InvalidInput, Conflicted: see ``make_record``.
    """
    caller.require(Permission.CLASSES)

    def make() -> Iterator[Effect]:
        known = students.find([student], records).get(student)
        if known is None:
            raise NotFound(f"There is no student '{student[:64]}'.")
        one = _wanted(class_id, known, said)
        home = families.find([one.family], records).get(one.family)
        address = entry_of(home or Family(id=one.family, email=""))
        draft = Draft(records.get({*keys_of(one, address)}))
        if not all(key in draft for key in named(one)):
            raise NotFound(f"There is no class '{class_id[:64]}'.")
        yield from enroll(one, address.email, draft, by=caller.id)

    return make_record(
        lambda: read_enrollment(class_id, student, caller=caller, records=records),
        make,
        account=caller.account,
        database=database,
    )


def _wanted(class_id: str, student: Student, said: Mapping[str, Any]) -> Enrollment:
    new = Enrollment(
        class_id=class_id,
        student=student.id,
        family=student.family,
        enrolled_day=0,
        tuition_cents=0,
    )
    wanted = restated(new, said)
    enrollments.check(wanted)
    if wanted.status is EnrollmentStatus.DROPPED:
        raise InvalidInput.of("status", "nobody is dropped who was never enrolled")
    return wanted
