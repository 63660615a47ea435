"""Read and correct a staff member who teaches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from legwork.domain.correction import corrected, restated
from legwork.domain.effect import Effect, Item
from legwork.domain.errors import NotFound
from legwork.domain.permission import Caller, Permission
from legwork.domain.record import Records
from legwork.ports import Database
from legwork.trade.classes import instructor as instructors
from legwork.trade.classes.instructor import Instructor, instructor_entry, instructor_key
from legwork.trade.classes.usecases.read_class import MAY_READ
from legwork.trade.imports.row_values import is_name
from legwork.usecases.correct_record import Noun, correct_record


@dataclass(frozen=True, slots=True, kw_only=True)
class InstructorReading:
    """A staff member who teaches."""

    instructor: Instructor
    item: Item
    """Their record, as it was read."""


def read_instructor(instructor: str, *, caller: Caller, records: Records) -> InstructorReading:
    """A staff member who teaches.

    Raises:
        NotAllowed: the caller may not see them.
        NotFound: there is none.
    """
    caller.require_any(*MAY_READ)
    key = instructor_key(instructor)
    item = records.get([key]).get(key) if is_name(instructor) else None
    if item is None:
        raise NotFound(f"There is no staff member '{instructor[:64]}'.")
    return InstructorReading(instructor=instructors.from_item(item), item=item)


def correct_instructor(
    instructor: str,
    said: Mapping[str, Any],
    tags: frozenset[str],
    *,
    tag_of: Callable[[InstructorReading], str],
    caller: Caller,
    database: Database,
    records: Records,
) -> InstructorReading:
    """The staff member as they are after the change.

    Args:
        instructor: which one.
        said: fields with what they are to be; None for what new ones have.
        tags: the versions that the caller names as the one to be changed.
        tag_of: the version of what was read.
        caller: who changes it.
        database, records: the account's.

    Raises:
        NotAllowed: the caller may not change classes.
        NotFound, VersionMissing, Outdated, InvalidInput, TooLarge, Conflicted: see
            ``correct_record``.
    """
    caller.require(Permission.CLASSES)
    noun = Noun(
        read=lambda: read_instructor(instructor, caller=caller, records=records),
        tag=tag_of,
        change=lambda found: _change(found, said),
    )
    after, _ = correct_record(noun, tags, account=caller.account, database=database)
    return after


def _change(found: InstructorReading, said: Mapping[str, Any]) -> Iterator[Effect]:
    before, after = found.instructor, restated(found.instructor, said)
    item = instructors.to_item(after)
    yield from corrected(instructor_key(after.id), found.item, instructors.to_item(before), item)
    if before.name != after.name:
        yield from instructor_entry(before.id, before.name).renamed(after.name)
