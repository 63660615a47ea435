"""Correct a family."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from legwork.domain.correction import corrected, restated
from legwork.domain.directory import LISTED
from legwork.domain.effect import Effect
from legwork.domain.permission import Caller, Permission
from legwork.domain.record import Records
from legwork.ports import Database
from legwork.trade.families import family as families
from legwork.trade.families.family import entry_of_item, family_key
from legwork.trade.families.usecases.read_family import FamilyReading, read_family
from legwork.usecases.correct_record import Noun, correct_record


def correct_family(
    family: str,
    said: Mapping[str, Any],
    tags: frozenset[str],
    *,
    tag_of: Callable[[FamilyReading], str],
    caller: Caller,
    database: Database,
    records: Records,
) -> FamilyReading:
    """The family as it is after the change.

    Args:
        family: which one.
        said: fields with what they are to be; None for what new families have.
        tags: the versions that the caller names as the one to be changed.
        tag_of: the version of what was read.
        caller: who changes it.
        database, records: the account's.

    Raises:
        NotAllowed: the caller may not change families.
        NotFound, VersionMissing, Outdated, InvalidInput, TooLarge, Conflicted: see
            ``correct_record``.
    """
    caller.require(Permission.CLASSES)
    noun = Noun(
        read=lambda: read_family(family, caller=caller, records=records),
        tag=tag_of,
        change=lambda found: _change(found, said),
    )
    after, _ = correct_record(noun, tags, account=caller.account, database=database)
    return after


def _change(found: FamilyReading, said: Mapping[str, Any]) -> Iterator[Effect]:
    before, after = found.family, restated(found.family, said)
    families.check(after)
    item = families.to_item(after)
    yield from corrected(family_key(after.id), found.item, families.to_item(before), item)
    entry, moved = entry_of_item(found.item), entry_of_item(item)
    if entry != moved or LISTED not in found.item:
        yield from entry.renamed(moved.name, moved.also)
