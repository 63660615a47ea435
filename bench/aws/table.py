"""One DynamoDB table: rows as they came over the wire, their sizes, and its indexes' share."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Mapping

from bench.aws.expressions import Row
from bench.aws.units import size_of, write_units

PARTITION, SORT = "pk", "sk"


class Table:
    """Rows by partition and sort key. They are kept as text: a million of them must fit.

    Args:
        indexes: the partition attribute of each index; all project whole rows.
    """

    def __init__(self, indexes: Mapping[str, str] | None = None) -> None:
        self._indexes = [*(indexes or {}).values()]
        self._partitions: dict[str, dict[str, tuple[bytes, int]]] = {}
        self._orders: dict[str, list[str]] = {}

    def get(self, key: Row) -> tuple[bytes, int] | None:
        """A row as text, and its size."""
        return self._partitions.get(key[PARTITION]["S"], {}).get(key[SORT]["S"])

    def row(self, key: Row) -> Row:
        """A row; empty when there is none."""
        found = self.get(key)
        row: Row = json.loads(found[0]) if found else {}
        return row

    def between(self, partition: str, first: str, last: str) -> Iterator[tuple[str, bytes, int]]:
        """Sort key, text and size of the rows of a range, in order."""
        order, rows = self._orders.get(partition, []), self._partitions.get(partition, {})
        for place in range(bisect_left(order, first), bisect_right(order, last)):
            yield order[place], *rows[order[place]]

    def put(self, key: Row, after: Row) -> int:
        """Store a row, or remove it when it is empty; answers the units of a plain write."""
        found = self.get(key)
        before = self.row(key) if self._indexes else {}
        size = size_of(after)
        units = write_units(max(size, found[1] if found else 0))
        units += sum(_index_units(attribute, before, after) for attribute in self._indexes)
        partition, sort = key[PARTITION]["S"], key[SORT]["S"]
        rows = self._partitions.setdefault(partition, {})
        order = self._orders.setdefault(partition, [])
        if not after:
            if rows.pop(sort, None):
                del order[bisect_left(order, sort)]
            return units
        if sort not in rows:
            if not order or sort > order[-1]:
                order.append(sort)
            else:
                insort(order, sort)
        rows[sort] = json.dumps(after, separators=(",", ":")).encode(), size
        return units


def _index_units(attribute: str, before: Row, after: Row) -> int:
    """What an index takes to follow: a changed key is one write to remove and one to add."""
    old, new = before.get(attribute), after.get(attribute)
    if old == new:
        return write_units(max(size_of(before), size_of(after))) if old and before != after else 0
    return (write_units(size_of(before)) if old else 0) + (
        write_units(size_of(after)) if new else 0
    )
