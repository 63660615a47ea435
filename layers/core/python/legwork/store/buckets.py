"""Buckets of accounts: how much of their calls is used up, in the row of their limits.

    worker                        row of the account's limits
    ------ take ten -------------> only if the bucket is full:   full_at = now + the time of ten
                        or        only if it is not, and has room: full_at + the time of ten

Both are one write, on condition of what the worker believes of the bucket; a refusal says what it
is like. So a call costs one more request at most, and most calls none: a worker answers them from
what it took before. Only when others wrote the row since is it asked a second time.
"""

from __future__ import annotations

from dataclasses import dataclass

from legwork.domain.bucket import Rate
from legwork.domain.effect import AtLeast, AtMost, Either, Equals, Item, Update
from legwork.domain.limits import Limits
from legwork.ports import ConditionFailed, Database
from legwork.store import keys, limits


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket, and the limits beside it, as the row was last seen."""

    full_at: int
    limits: Limits


class NoRoom(Exception):
    """The bucket is not as it was believed to be, or does not hold so much; nothing was taken.

    Attributes:
        bucket: as it was found.
    """

    def __init__(self, bucket: Bucket) -> None:
        super().__init__("the bucket has not so much in it")
        self.bucket = bucket


def take(
    database: Database,
    account: str,
    name: str,
    *,
    calls: int,
    rate: Rate,
    believed_full_at: int,
    now: int,
) -> Bucket:
    """Take calls from an account's bucket.

    Args:
        database: where.
        account: whose.
        name: which of its buckets.
        calls: how many; no more than it holds.
        rate: at which it fills, as it is known so far.
        believed_full_at: when it is full, as it was last seen.
        now: this moment.

    Raises:
        NoRoom: nothing was taken.
    """
    key, column = keys.limits(account), f"{name}_full_at"
    taken = rate.time_of(calls)
    if believed_full_at <= now:
        is_full = Either(Equals(column, None), AtMost(column, now))
        change = Update(key, set={column: now + taken}, expect=(is_full,))
    else:
        is_not_full = AtLeast(column, now)
        has_room = AtMost(column, now + rate.time_of(rate.at_once) - taken)
        change = Update(key, add={column: taken}, expect=(is_not_full, has_room))
    try:
        row = database.tasks.write(change)
    except ConditionFailed as refusal:
        raise NoRoom(_bucket(refusal.found, column)) from refusal
    return _bucket(row, column)


def _bucket(row: Item | None, column: str) -> Bucket:
    found = (row or {}).get(column)
    # What cannot be read is full: nobody is refused for it.
    return Bucket(found if type(found) is int else 0, limits.of_row(row))
