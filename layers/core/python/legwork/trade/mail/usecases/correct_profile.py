"""Read and correct the profile of an account."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from legwork.domain.correction import corrected, restated
from legwork.domain.effect import Absent, Effect, Item, Put
from legwork.domain.errors import NotAllowed
from legwork.domain.permission import OWNER, Caller
from legwork.domain.record import Records
from legwork.ports import Database
from legwork.trade.mail import profile as profiles
from legwork.trade.mail.profile import PROFILE_KEY, Profile
from legwork.usecases.correct_record import Noun, correct_record


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileReading:
    """The profile of an account."""

    profile: Profile
    item: Item | None
    """Its record, as it was read, if there is one."""


def read_profile(*, caller: Caller, records: Records) -> ProfileReading:
    """The profile of the caller's account; an empty one until somebody has said it.

    Raises:
        NotAllowed: the caller is no owner.
    """
    if not caller.owner:
        raise NotAllowed("Only an owner of the account may see or change its profile.", OWNER)
    item = records.get([PROFILE_KEY]).get(PROFILE_KEY)
    return ProfileReading(profile=profiles.from_item(item) if item else Profile(), item=item)


def correct_profile(
    said: Mapping[str, Any],
    tags: frozenset[str],
    *,
    tag_of: Callable[[ProfileReading], str],
    caller: Caller,
    database: Database,
    records: Records,
) -> ProfileReading:
    """The profile as it is after the change.

    Args:
        said: fields with what they are to be; None for what new ones have.
        tags: the versions that the caller names as the one to be changed.
        tag_of: the version of what was read.
        caller: who changes it.
        database, records: the account's.

    Raises:
        NotAllowed: the caller is no owner.
        VersionMissing, Outdated, Conflicted: see ``correct_record``.
    """
    noun = Noun(
        read=lambda: read_profile(caller=caller, records=records),
        tag=tag_of,
        change=lambda found: _change(found, said),
    )
    after, _ = correct_record(noun, tags, account=caller.account, database=database)
    return after


def _change(found: ProfileReading, said: Mapping[str, Any]) -> Iterator[Effect]:
    before, after = found.profile, restated(found.profile, said)
    if found.item is not None:
        yield from corrected(
            PROFILE_KEY, found.item, profiles.to_item(before), profiles.to_item(after)
        )
    elif after != before:
        yield Put(PROFILE_KEY, profiles.to_item(after), (Absent(),))
