"""Correct a family."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from legwork.domain import recipient as recipients
from legwork.domain.correction import restated
from legwork.domain.effect import Effect
from legwork.domain.errors import InvalidInput
from legwork.domain.permission import Caller, Permission
from legwork.domain.recipient import Consent, Recipient, is_address, normal, recipient_key
from legwork.domain.record import Records
from legwork.ports import Clock, Database
from legwork.trade.families import keyword as keywords
from legwork.trade.families.keyword import KeywordType
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
        known = keywords.find(after.keywords, records)
        keywords.check(after.keywords, KeywordType.FAMILY, known)
        yield from keywords.use(after.keywords, KeywordType.FAMILY, known)
    if wanted.consent is not None:
        yield from _agree(after.email, wanted.consent, records, wanted.now)


def _agree(email: str, consent: Consent, records: Records, now: datetime) -> Iterator[Effect]:
    if not is_address(normal(email)):
        raise InvalidInput.of("consent", "there is no mail address that it could be for")
    recipients.check_consent(consent, now)
    key = recipient_key(email)
    item = records.get([key]).get(key)
    known = Recipient(normal(email)) if item is None else recipients.from_item(item)
    if consent.counts(known, by_hand=True):
        yield recipients.consented(email, item, consent)
    elif known.consent is not consent.agreed:
        raise InvalidInput.of(
            "consent_at", f"the opposite was said later, on {(known.consent_at or '')[:10]}"
        )
