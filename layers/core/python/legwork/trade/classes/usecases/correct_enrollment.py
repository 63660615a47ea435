"""Read and correct an enrollment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from legwork.domain.correction import corrected, restated
from legwork.domain.effect import Effect, Item
from legwork.domain.errors import NotFound
from legwork.domain.permission import Caller, Permission
from legwork.domain.record import Records
from legwork.ports import Database
from legwork.trade.classes import enrollment as enrollments
from legwork.trade.classes.enrolled import noted
from legwork.trade.classes.enrollment import Enrollment, EnrollmentStatus, enrollment_key
from legwork.trade.classes.usecases.read_class import MAY_READ
from legwork.trade.families import student as students
from legwork.trade.imports.row_values import is_name
from legwork.usecases.correct_record import Noun, correct_record


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrollmentReading:
    """A student's own enrollment in a class."""

    enrollment: Enrollment
    item: Item
    """Its record, as it was read."""


def read_enrollment(
    class_id: str, student: str, *, caller: Caller, records: Records
) -> EnrollmentReading:
    """A student's own enrollment in a class, not one that a makeup token was redeemed for.

    Raises:
        NotAllowed: the caller may not see enrollments.
        NotFound: there is none.
    """
    caller.require_any(*MAY_READ)
    known = students.find([student], records).get(student)
    item = None
    if known is not None and is_name(class_id):
        key = enrollment_key(class_id, known.family, student)
        item = records.get([key]).get(key)
    if item is None:
        raise NotFound(f"Student '{student[:64]}' is not in class '{class_id[:64]}'.")
    return EnrollmentReading(enrollment=enrollments.from_item(class_id, item), item=item)


def correct_enrollment(
    class_id: str,
    student: str,
    said: Mapping[str, Any],
    tags: frozenset[str],
    *,
    tag_of: Callable[[EnrollmentReading], str],
    caller: Caller,
    database: Database,
    records: Records,
) -> EnrollmentReading:
    """The enrollment as it is after the change.

    Args:
        class_id, student: which one.
        said: fields with what they are to be; None for what new enrollments have.
        tags: the versions that the caller names as the one to be changed.
        tag_of: the version of what was read.
        caller: who changes it.
        database, records: the account's.

    Raises:
        NotAllowed: the caller may not change enrollments.
        NotFound, VersionMissing, Outdated, InvalidInput, TooLarge, Conflicted: see
            ``correct_record``.
    """
    caller.require(Permission.CLASSES)
    noun = Noun(
        read=lambda: read_enrollment(class_id, student, caller=caller, records=records),
        tag=tag_of,
        change=lambda found: _change(found, said),
    )
    after, _ = correct_record(noun, tags, account=caller.account, database=database)
    return after


def _change(found: EnrollmentReading, said: Mapping[str, Any]) -> Iterator[Effect]:
    before = found.enrollment
    after = _dropped(before, restated(before, said), said)
    if after.next_billing_day != before.next_billing_day:
        after = replace(after, billing_of_month=None)
    enrollments.check(after)
    item = enrollments.to_item(after)
    changes = [*corrected(before.key, found.item, enrollments.to_item(before), item)]
    yield from changes
    if changes and after.status is EnrollmentStatus.DROPPED:
        yield noted(after.class_id)


def _dropped(before: Enrollment, after: Enrollment, said: Mapping[str, Any]) -> Enrollment:
    """A drop keeps what it was before; who comes back has no last day, unless one is said."""
    dropped = EnrollmentStatus.DROPPED
    if after.status is not dropped and before.status is dropped:
        kept = {name: said.get(name) for name in ("dropped_on", "drop_reason")}
        return replace(
            after,
            dropped_on=kept["dropped_on"],
            drop_reason=kept["drop_reason"] or "",
            dropped_from=EnrollmentStatus.ACTIVE,
        )
    if after.status is dropped and before.status is not dropped:
        return replace(after, dropped_from=before.status)
    return after
