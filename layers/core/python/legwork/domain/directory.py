"""The directory: ids and names of an account's records, to be found by how they begin.

A record has an entry under its id, one under its name where it has a name, and one under what else
it is looked for by; they are written by the transaction that makes or renames it. The entries of a
noun are spread over buckets by id: ids mostly begin alike, so that first letters would leave most
of them in one partition.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from zlib import crc32

from legwork.domain.effect import Clause, Delete, Effect, Item, Key, Present, Put, Update

BUCKETS = 3
"""Partitions of a noun's entries, which is also the number of reads that a page takes."""
LISTED = "listed"
"""Attribute of a record whose entries are written; those of the last release lack it."""
LENGTH = 60
"""Characters of an id or a name by which it is sorted; what lies behind them is compared too."""
_END = "\U0010ffff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A record as the directory has it."""

    noun: str
    """Which list it is on, such as ``permits``."""
    id: str
    name: str = ""
    """How people call it, where that is not its id."""
    also: str = ""
    """What else it is looked for by, such as a mail address."""

    @property
    def key(self) -> Key:
        """Where it lies under its id."""
        return next(self._keys())

    def put(self) -> Iterator[Effect]:
        """Write it: under its id and under its name. Twice is as good as once."""
        item = {"id": self.id, "name": self.name}
        if self.also:
            item["also"] = self.also
        for key in self._keys():
            yield Put(key, item)

    def removed(self) -> Iterator[Effect]:
        """Take it out. The record itself goes with it."""
        yield from (Delete(key) for key in self._keys())

    def renamed(self, name: str, also: str = "") -> Iterator[Effect]:
        """Write it under another name. The record itself must be as it was read."""
        after = Entry(noun=self.noun, id=self.id, name=name, also=also)
        kept = set(after._keys())
        yield from (Delete(key) for key in self._keys() if key not in kept)
        yield from after.put()

    def catch_up(self, record: Key, item: Item, *as_it_was_read: Clause) -> Iterator[Effect]:
        """Write it for a record of the last release, which has none; nothing for another one.

        Args:
            record: where the record lies.
            item: the record as it was read.
            as_it_was_read: that nothing has changed since of what its batch may build on, for this
                condition stands for all that the batch writes to the record.
        """
        if not item.get(LISTED):
            yield Update(record, set={LISTED: True}, expect=(Present(), *as_it_was_read))
            yield from self.put()

    def _keys(self) -> Iterator[Key]:
        partition = partition_of(self.noun, bucket_of(self.id))
        for text in dict.fromkeys(folded(part) for part in (self.id, self.name, self.also) if part):
            yield Key(partition, f"{text[:LENGTH]}\t{self.id}")


def bucket_of(record_id: str) -> int:
    """The bucket of a record's entries."""
    return crc32(record_id.encode()) % BUCKETS


def partition_of(noun: str, bucket: int) -> str:
    """One of the partitions of a noun's entries."""
    return f"DIRECTORY#{noun}#{bucket}"


def folded(text: str) -> str:
    """A text without what people do not mind: capitals, and how many spaces there are."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def span_of(beginning: str) -> tuple[str, str]:
    """First and last sort key of the entries that may begin so (as ``folded`` has it)."""
    return beginning[:LENGTH], f"{beginning[:LENGTH]}{_END}"


def matches(sort: str, item: Item, beginning: str) -> bool:
    """Whether an entry is one to show of those in a span.

    A record of which several texts begin so is shown under the first of them: once, not twice.
    """
    texts = (folded(item.get(name, "")) for name in ("id", "name", "also"))
    first = next((text for text in texts if text and text.startswith(beginning)), None)
    return first is not None and sort == f"{first[:LENGTH]}\t{item['id']}"
