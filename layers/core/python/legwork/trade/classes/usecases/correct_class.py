"""Correct a class or a camp."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from legwork.domain.correction import restated
from legwork.domain.draft import Draft
from legwork.domain.effect import Effect
from legwork.domain.permission import Caller, Permission
from legwork.domain.record import Records
from legwork.ports import Database
from legwork.trade.classes.rules import class_change
from legwork.trade.classes.usecases.read_class import ClassReading, read_class
from legwork.usecases.correct_record import Noun, correct_record


def correct_class(
    class_id: str,
    said: Mapping[str, Any],
    tags: frozenset[str],
    *,
    tag_of: Callable[[ClassReading], str],
    caller: Caller,
    database: Database,
    records: Records,
) -> ClassReading:
    """The class as it is after the change.

    Args:
        class_id: which one.
        said: fields with what they are to be; None for what new classes have.
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
        read=lambda: read_class(class_id, caller=caller, records=records),
        tag=tag_of,
        change=lambda found: _change(found, said, records),
    )
    after, _ = correct_record(noun, tags, account=caller.account, database=database)
    return after


def _change(found: ClassReading, said: Mapping[str, Any], records: Records) -> Iterator[Effect]:
    before, after = found.class_, restated(found.class_, said)
    draft = Draft(records.get(class_change.keys_of(before, after)))
    class_change.check(before, after, draft)
    return class_change.effects(found.item, after, draft)
