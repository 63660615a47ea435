"""Correct a record: the version that the caller has seen, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from legwork.domain.effect import Effect, fold
from legwork.domain.errors import Conflicted, Outdated, TooLarge, VersionMissing
from legwork.ports import Database, TransactionRefused
from legwork.store.records import effects_in_account

T = TypeVar("T")

ROUNDS = 5
"""How often it is tried again when what the caller is not shown of the record has changed."""
WRITES = 98
"""Most writes of a transaction; the row in the trail and its head take the other two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noun(Generic[T]):
    """What can be corrected: how it is read, told apart and changed."""

    read: Callable[[], T]
    """The record with all that is shown of it, as it is now; raises NotFound."""
    tag: Callable[[T], str]
    """The ETag of the version that was read."""
    change: Callable[[T], Iterable[Effect]]
    """What makes the caller's version of it, on condition that all of it still is as it was read;
    nothing when it is so already. Raises InvalidInput."""


def correct_record(
    noun: Noun[T], tags: frozenset[str], *, account: str, database: Database
) -> tuple[T, bool]:
    """The record as it is after the change, and whether anything was changed.

    Args:
        noun: which record, and the change.
        tags: the versions that the caller names as the one to be changed; ``*`` stands for any.
        account: whose record.
        database: the records.

    Raises:
        NotFound: there is no such record.
        VersionMissing: the caller names no version.
        Outdated: it is another version by now; nothing was changed.
        InvalidInput: the change is none.
        TooLarge: too much depends on the record to be changed at once.
        Conflicted: others keep changing the record.
    """
    for _ in range(ROUNDS):
        found = noun.read()
        _check(noun.tag(found), tags)
        effects = fold(noun.change(found))
        if not effects:
            return found, False
        if len(effects) > WRITES:
            raise TooLarge("Too much depends on this record for it to be changed in one call.")
        try:
            database.transact(records=effects_in_account(account, effects))
        except TransactionRefused:
            continue
        return noun.read(), True
    raise Conflicted("Others keep changing this record. Send the same call again in a moment.")


def _check(tag: str, tags: frozenset[str]) -> None:
    if not tags:
        raise VersionMissing(
            "Read the record first, and send the ETag of that answer as If-Match with the change."
        )
    if tag not in tags and "*" not in tags:
        raise Outdated(
            "Somebody has changed this record since you read it. Read it again, and then change it."
        )
