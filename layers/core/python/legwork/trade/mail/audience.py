"""Audiences: who can be reached by mail, listed by address, for the account and for each class.

The lists are spread over buckets by address, and sorted by address within each. So whoever is on
several of them is met side by side when they are merged, and gets one mail; and no list has to be
held in memory. An address that several families share is listed once for each of them.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

from legwork.domain.effect import Item, Key
from legwork.domain.recipient import is_address, normal
from legwork.domain.record import Records
from legwork.trade.families.family import Family

BUCKETS = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """A family on a list."""

    bucket: int
    email: str
    """In its normal spelling; empty when the family has no address that could be one."""
    family: str

    @property
    def key(self) -> str:
        """Bucket, address, family: the order of storage."""
        return f"{self.bucket}#{self.sort}"

    @property
    def sort(self) -> str:
        """Its place within its bucket."""
        return f"{self.email}#{self.family}"

    @property
    def label(self) -> str:
        """How people read it."""
        return self.email or f"family {self.family}"

    @classmethod
    def read(cls, key: str) -> Entry:
        """The entry of a key: neither buckets nor families have a number sign in them."""
        bucket, rest = key.split("#", 1)
        email, family = rest.rsplit("#", 1)
        return cls(int(bucket), email, family)


def entry_of(family: Family) -> Entry:
    """A family's entry, on whichever list."""
    email = normal(family.email) if is_address(normal(family.email)) else ""
    return Entry(crc32((email or family.id).encode()) % BUCKETS, email, family.id)


def listing_key(entry: Entry, class_id: str | None = None) -> Key:
    """An entry of the account's list, or of that of a class."""
    return Key(_partition(class_id, entry.bucket), entry.sort)


def listing_item(entry: Entry) -> Item:
    """The entry as a record."""
    return {"family": entry.family}


def _partition(class_id: str | None, bucket: int) -> str:
    whose = "" if class_id is None else f"CLASS#{class_id}#"
    return f"{whose}ADDRESSES#{bucket}"


def listed(
    class_id: str | None, bucket: int, records: Records, *, after: str | None = None
) -> Iterator[Entry]:
    """The entries of a bucket in order, behind a place within it."""
    for sort, _ in records.query(_partition(class_id, bucket), after=after):
        yield Entry.read(f"{bucket}#{sort}")


def merged(lists: Sequence[Iterable[Entry]]) -> Iterator[Entry]:
    """Sorted entries of several lists, in order, each address once.

    Families without an address are listed one by one: none of them stands for another.
    """
    last: Entry | None = None
    for entry in heapq.merge(*lists, key=lambda one: one.key):
        same = last is not None and (
            entry.key == last.key or (entry.email != "" and entry.email == last.email)
        )
        if not same:
            yield entry
            last = entry
