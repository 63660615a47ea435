"""Rows of a table in memory, kept by partition and by index, so that no query reads all of them."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from legwork.domain.effect import Item, Key
from legwork.domain.errors import NotStorable
from legwork.domain.storable import row_size

PARTITION_OF_INDEX = {
    "by_launcher": "launcher_key",
    "by_subject": "subject_key",
    "active": "active_key",
}


class Rows(dict[Key, Item]):
    """Rows by key. Each is replaced as a whole, never changed in place."""

    def __init__(self) -> None:
        super().__init__()
        self.sorts: dict[str, list[str]] = defaultdict(list)
        """By partition the sort keys of its rows, in order."""
        self.indexed: dict[str, dict[str, dict[Key, None]]] = {
            index: defaultdict(dict) for index in PARTITION_OF_INDEX
        }
        """By index and its partition the keys of its rows."""
        self._sizes: dict[Key, int] = {}

    def size(self, key: Key) -> int:
        """Bytes of a row, as it counts for the page of a query; a spoilt one has 0."""
        if key not in self._sizes:
            try:
                self._sizes[key] = row_size(key, self[key])
            except NotStorable:
                self._sizes[key] = 0
        return self._sizes[key]

    def __setitem__(self, key: Key, row: Item) -> None:
        before = self.get(key)
        if before is None:
            insort(self.sorts[key.partition], key.sort)
        for index, attribute in PARTITION_OF_INDEX.items():
            if before is not None and attribute in before:
                self.indexed[index][before[attribute]].pop(key)
            if attribute in row:
                self.indexed[index][row[attribute]][key] = None
        self._sizes.pop(key, None)
        super().__setitem__(key, row)

    def __delitem__(self, key: Key) -> None:
        self.pop(key)

    def pop(self, key: Key, *default: Any) -> Any:
        """Take a row out."""
        if key not in self:
            return super().pop(key, *default)
        row = super().pop(key)
        self._sizes.pop(key, None)
        sorts = self.sorts[key.partition]
        del sorts[bisect_left(sorts, key.sort)]
        for index, attribute in PARTITION_OF_INDEX.items():
            if attribute in row:
                self.indexed[index][row[attribute]].pop(key)
        return row

    def update(self, rows: Mapping[Key, Item] | Iterable[tuple[Key, Item]]) -> None:  # type: ignore[override]
        """Write rows."""
        for key, row in rows.items() if isinstance(rows, Mapping) else rows:
            self[key] = row
