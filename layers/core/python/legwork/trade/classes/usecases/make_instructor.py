"""Make a staff member who teaches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from legwork.domain.correction import restated
from legwork.domain.errors import InvalidInput
from legwork.domain.permission import Caller, Permission
from legwork.domain.record import Records
from legwork.ports import Database
from legwork.trade.classes import instructor as instructors
from legwork.trade.classes.instructor import RESERVED, Instructor
from legwork.trade.classes.usecases.correct_instructor import InstructorReading, read_instructor
from legwork.trade.imports.row_values import check_name
from legwork.usecases.make_record import make_record


def make_instructor(
    instructor: str,
    said: Mapping[str, Any],
    *,
    caller: Caller,
    database: Database,
    records: Records,
) -> InstructorReading:
    """The staff member once they are made.

    Args:
        instructor: what they are to be called by.
        said: fields with what they are to be; None for what new ones have.
        caller: who makes them.
        database, records: the account's.

    Raises:
        NotAllowed: the caller may not make staff.
        ThereAlready, InvalidInput, Conflicted: see ``make_record``.
    """
    caller.require(Permission.CLASSES)
    check_name("staff", instructor)
    if instructor in RESERVED:
        raise InvalidInput.of("staff", f"'{instructor}' stands for something else: take another")
    wanted = restated(Instructor(id=instructor), said)
    return make_record(
        lambda: read_instructor(instructor, caller=caller, records=records),
        lambda: instructors.made(wanted),
        account=caller.account,
        database=database,
    )
