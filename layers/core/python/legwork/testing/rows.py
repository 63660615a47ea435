"""Rows of a table in memory, kept by partition and by index, so that no query reads all of them."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from legwork.domain.effect import Item, Key
from legwork.testing.indexes import Indexes


class Rows(dict[Key, Item]):
    """Rows by key. Each is replaced as a whole, never changed in place."""

    def __init__(self) -> None:
        super().__init__()
        self.sorts: dict[str, list[str]] = defaultdict(list)
        """By partition the sort keys of its rows, in order."""
        self.indexes = Indexes()

    def __setitem__(self, key: Key, row: Item) -> None:
        before = self.get(key)
        if before is None:
            insort(self.sorts[key.partition], key.sort)
        super().__setitem__(key, row)
        self.indexes.see(key, before, row)

    def __delitem__(self, key: Key) -> None:
        self.pop(key)

    def pop(self, key: Key, *default: Any) -> Any:
        """Take a row out."""
        if key not in self:
            return super().pop(key, *default)
        row = super().pop(key)
        sorts = self.sorts[key.partition]
        del sorts[bisect_left(sorts, key.sort)]
        self.indexes.see(key, row, None)
        return row

    def update(self, rows: Mapping[Key, Item] | Iterable[tuple[Key, Item]]) -> None:  # type: ignore[override]
        """Write rows."""
        for key, row in rows.items() if isinstance(rows, Mapping) else rows:
            self[key] = row

    def index_with(self, indexes: Indexes) -> None:
        """Have other indexes from now on; the rows that are there arrive like new ones."""
        self.indexes = indexes
        for key, row in self.items():
            indexes.see(key, None, row)
