"""Correct a family."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from legwork.domain.correction import restated
from legwork.domain.effect import Effect
from legwork.domain.permission import Caller, Permission
from legwork.domain.recipient import Consent
from legwork.domain.record import Records
from legwork.ports import Clock, Database
from legwork.trade.families.keyword import KeywordType, file_under
from legwork.trade.families.rules.agreeing import agree
from legwork.trade.families.rules.changing import change, moves, students_of
from legwork.trade.families.usecases.read_family import FamilyReading, read_family
from legwork.usecases.correct_record import Noun, correct_record


def correct_family(
    family: str,
    said: Mapping[str, Any],
    consent: Consent | None,
    tags: frozenset[str],
    *,
    tag_of: Callable[[FamilyReading], str],
    caller: Caller,
    clock: Clock,
    database: Database,
    records: Records,
) -> FamilyReading:
    """The family as it is after the change.

    Args:
        family: which one.
        said: fields with what they are to be; None for what new families have.
        consent: what is said of its consent to mailings, if anything.
        tags: the versions that the caller names as the one to be changed.
        tag_of: the version of what was read.
        caller: who changes it.
        clock: says when.
        database, records: the account's.

    Raises:
        NotAllowed: the caller may not change families.
        NotFound, VersionMissing, Outdated, InvalidInput, TooLarge, Conflicted: see
            ``correct_record``.
    """
    caller.require(Permission.CLASSES)
    wanted = _Wanted(said=said, consent=consent, now=clock.now())
    noun = Noun(
        read=lambda: read_family(family, caller=caller, records=records),
        tag=tag_of,
        change=lambda found: _change(found, wanted, records),
    )
    after, _ = correct_record(noun, tags, account=caller.account, database=database)
    return after


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """What the caller says, and the moment at which that is."""

    said: Mapping[str, Any]
    consent: Consent | None
    now: datetime


def _change(found: FamilyReading, wanted: _Wanted, records: Records) -> Iterator[Effect]:
    before, after = found.family, restated(found.family, wanted.said)
    students = records.get(students_of(before)) if moves(before, after) else {}
    yield from change(found.item, before, after, students)
    if after.keywords != before.keywords:
        yield from file_under(after.keywords, KeywordType.FAMILY, records)
    yield from agree(after.email, wanted.consent, records, wanted.now)
