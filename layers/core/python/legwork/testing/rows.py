"""Rows of a table in memory, kept by partition and by index, so that no query reads all of them."""

from __future__ import annotations

import marshal
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any, Final

from legwork.domain.effect import Item, Key
from legwork.domain.errors import NotStorable
from legwork.domain.storable import row_size
from legwork.testing.indexes import Indexes

_DIGEST_BYTES: Final = 16
_WITHOUT_REFERENCES: Final = 2
"""The format that says the same of equal values, whether or not they are the same objects."""


class Rows(dict[Key, Item]):
    """Rows by key. Each is replaced as a whole, never changed in place."""

    def __init__(self) -> None:
        super().__init__()
        self.sorts: dict[str, list[str]] = defaultdict(list)
        """By partition the sort keys of its rows, in order."""
        self.indexes = Indexes()
        self._sizes: dict[Key, int] = {}
        self._digests: dict[Key, tuple[int, int]] = {}
        self._digest = self._nameless = 0
        self._undigested: set[Key] = set()

    @property
    def digest(self) -> int:
        """A number that is the same for the same rows, and for others hardly ever."""
        self._look_at_changes()
        return self._digest

    @property
    def nameless(self) -> int:
        """The same, whatever the names of those are who have tried something."""
        self._look_at_changes()
        return self._nameless

    def _look_at_changes(self) -> None:
        for key in self._undigested:
            whole, nameless = self._digests.pop(key, (0, 0))
            self._digest -= whole
            self._nameless -= nameless
            if key in self:
                whole, nameless = self._digests[key] = _digests(key, self[key])
                self._digest += whole
                self._nameless += nameless
        self._undigested.clear()

    def size(self, key: Key, row: Item) -> int:
        """Bytes of a row, as it counts for the page of a query; a spoilt one has 0."""
        if self.get(key) is not row:
            # An index may know of one that is not there any more.
            return _size(key, row)
        if key not in self._sizes:
            self._sizes[key] = _size(key, row)
        return self._sizes[key]

    def __setitem__(self, key: Key, row: Item) -> None:
        before = self.get(key)
        if before is None:
            insort(self.sorts[key.partition], key.sort)
        self._sizes.pop(key, None)
        self._undigested.add(key)
        super().__setitem__(key, row)
        self.indexes.see(key, before, row)

    def __delitem__(self, key: Key) -> None:
        self.pop(key)

    def pop(self, key: Key, *default: Any) -> Any:
        """Take a row out."""
        if key not in self:
            return super().pop(key, *default)
        row = super().pop(key)
        self._sizes.pop(key, None)
        self._undigested.add(key)
        sorts = self.sorts[key.partition]
        del sorts[bisect_left(sorts, key.sort)]
        self.indexes.see(key, row, None)
        return row

    def begin_as(self, other: Rows) -> None:
        """Hold the rows of another, and none but those."""
        if type(other.indexes) is not Indexes:
            self.clear()
            self.update(other)
            return
        super().clear()
        super().update(other)
        self.sorts = defaultdict(list)
        self.sorts.update((partition, [*sorts]) for partition, sorts in other.sorts.items())
        self._sizes = {**other._sizes}
        self._digests = {**other._digests}
        self._digest, self._nameless = other._digest, other._nameless
        self._undigested = {*other._undigested}
        self.indexes = other.indexes.copy()

    def clear(self) -> None:
        """Take all rows out."""
        for key in [*self]:
            self.pop(key)

    def update(self, rows: Mapping[Key, Item] | Iterable[tuple[Key, Item]]) -> None:  # type: ignore[override]
        """Write rows."""
        for key, row in rows.items() if isinstance(rows, Mapping) else rows:
            self[key] = row

    def index_with(self, indexes: Indexes) -> None:
        """Have other indexes from now on; the rows that are there arrive like new ones."""
        self.indexes = indexes
        for key, row in self.items():
            indexes.see(key, None, row)


def _size(key: Key, row: Item) -> int:
    try:
        return row_size(key, row)
    except NotStorable:
        return 0


def _digests(key: Key, row: Item) -> tuple[int, int]:
    """Of a row as it is, and as it would be if whoever has tried something had no name."""
    whole = _digest(key, row)
    # That of a task is a number, and one that matters.
    named = isinstance(row.get("attempt"), str)
    return whole, _digest(key, {**row, "attempt": ""}) if named else whole


def _digest(key: Key, row: Item) -> int:
    whole: Any = (key.partition, key.sort, row)
    try:
        said = marshal.dumps(whole, _WITHOUT_REFERENCES)
    except ValueError:
        # It is spoilt: it holds what only a test has put there.
        said = repr(whole).encode(errors="surrogatepass")
    return int.from_bytes(blake2b(said, digest_size=_DIGEST_BYTES).digest())
