"""The two tables in memory: the same conditions, refusals and limits, atomic transactions."""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from legwork.domain.effect import Effect, Foreign, Item, Key, Update, applied, holds
from legwork.domain.errors import NotStorable
from legwork.domain.plan import ACTIONS_LIMIT
from legwork.domain.spent import Spent, Tab
from legwork.domain.storable import ITEM_BYTES, effect_size, row_size, transaction_size
from legwork.ports import ConditionFailed, Page, Query, TransactionRefused
from legwork.testing.rows import Rows

PAGE = 200
PAGE_BYTES = 1024 * 1024
"""Bytes of the rows that one query reads."""
_PLAIN = frozenset({str, int, bool, type(None)})


def _copied(item: Item) -> Item:
    """A row as a network would hand it over: nothing of it is shared."""
    copied = dict(item)
    for name, value in item.items():
        if type(value) not in _PLAIN:
            copied[name] = _copied_value(value)
    return copied


def _copied_value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _copied(value)
    if isinstance(value, list | tuple):
        return [part if type(part) in _PLAIN else _copied_value(part) for part in value]
    return value


def _without_foreign(value: Any) -> Any:
    """What a test has spoilt is in the row already: DynamoDB would take it."""
    if isinstance(value, Foreign):
        return None
    if isinstance(value, Mapping):
        return {name: _without_foreign(part) for name, part in value.items()}
    return [_without_foreign(part) for part in value] if isinstance(value, list) else value


class MemoryTable:
    """One table. Rows are copied in and out, as a network would."""

    def __init__(self, lock: threading.RLock | None = None) -> None:
        self.rows = Rows()
        self.removed: dict[Key, Item] = {}
        """What was removed without conditions: for those who look into it after a purge."""
        self.on_change: Callable[[Item | None, Item | None], None] = lambda _before, _after: None
        """Told of every conditional write, before and after: like a stream."""
        self._lock = lock or threading.RLock()

    def get(self, key: Key) -> Item | None:
        """One row."""
        with self._lock:
            row = self.rows.get(key)
            return None if row is None else _copied(row)

    def get_many(self, keys: Iterable[Key]) -> dict[Key, Item]:
        """The rows that exist among these."""
        with self._lock:
            return {k: _copied(self.rows[k]) for k in keys if k in self.rows}

    def query(self, query: Query) -> Page:
        """A page of a partition or of an index."""
        with self._lock:
            found = self._between(query)
        if query.newest_first:
            found.reverse()
        begin = 0
        if query.start is not None:
            begin = next(
                (i for i, (key, _) in enumerate(found) if self._behind(key, query)), len(found)
            )
        part = self._page(found[begin:], min(query.limit or PAGE, PAGE))
        more = begin + len(part) < len(found) or (query.limit == len(part) and bool(part))
        return Page([(k, _copied(row)) for k, row in part], part[-1][0].sort if more else None)

    def query_each(self, queries: Sequence[Query]) -> list[Page]:
        """Pages of several partitions, here one after the other."""
        return [self.query(query) for query in queries]

    def _page(self, found: list[tuple[Key, Item]], limit: int) -> list[tuple[Key, Item]]:
        if min(len(found), limit) * ITEM_BYTES <= PAGE_BYTES:
            return found[:limit]
        size = 0
        for count, (key, row) in enumerate(found[:limit]):
            size += self.rows.size(key, row)
            if size > PAGE_BYTES and count:
                return found[:count]
        return found[:limit]

    @staticmethod
    def _behind(key: Key, query: Query) -> bool:
        return bool(key.sort < query.start if query.newest_first else key.sort > query.start)

    def _between(self, query: Query) -> list[tuple[Key, Item]]:
        if query.index is not None:
            indexed = self.rows.indexes.read(query.index, query.partition)
            part = [pair for pair in indexed if query.first <= pair[0].sort <= query.last]
            return sorted(part, key=lambda pair: pair[0].sort)
        sorts = self.rows.sorts.get(query.partition, [])
        found = sorts[bisect_left(sorts, query.first) : bisect_right(sorts, query.last)]
        return [(key, self.rows[key]) for key in (Key(query.partition, sort) for sort in found)]

    def write(self, effect: Effect) -> Item | None:
        """One conditional write."""
        effect_size(effect)
        with self._lock:
            if not holds(effect.expect, self.rows.get(effect.key)):
                raise ConditionFailed(self.get(effect.key))
            self.check_size(effect)
            self.apply(effect)
            return self.get(effect.key)

    def write_each(self, effects: Sequence[Effect]) -> list[Item | None]:
        """Independent conditional writes, here one after the other."""
        return [self.write(effect) for effect in effects]

    def check_size(self, effect: Effect) -> None:
        """Refuse a change that would make its row too large.

        Raises:
            NotStorable: it would.
        """
        if isinstance(effect, Update):
            row = applied(effect, self.rows.get(effect.key)) or {}
            try:
                row_size(effect.key, row)
            except NotStorable:
                row_size(effect.key, _without_foreign(row))

    def apply(self, effect: Effect) -> None:
        """Write without looking at the condition."""
        before = self.rows.get(effect.key)
        after = applied(effect, before)
        if after is None:
            self.rows.pop(effect.key, None)
        else:
            self.rows[effect.key] = _copied(after)
        self.on_change(before, after)

    def put_many(self, items: Iterable[tuple[Key, Item]]) -> None:
        """Write rows without conditions."""
        with self._lock:
            for key, item in items:
                row_size(key, item)
                self.rows[key] = _copied(item)

    def delete_many(self, keys: Iterable[Key]) -> None:
        """Remove rows without conditions."""
        with self._lock:
            for key in keys:
                row = self.rows.pop(key, None)
                if row is not None:
                    self.removed[key] = row


class MemoryDatabase:
    """Both tables under one lock."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self.tab = Tab()
        self.tasks = MemoryTable(self._lock)
        self.records = MemoryTable(self._lock)

    def transact(self, *, tasks: Sequence[Effect] = (), records: Sequence[Effect] = ()) -> None:
        """All writes or none."""
        keys = [(i, e.key) for i, part in enumerate((tasks, records)) for e in part]
        if len(keys) > ACTIONS_LIMIT or len(set(keys)) != len(keys):
            raise ValueError("a transaction takes at most 100 writes, and one per row")
        transaction_size((*tasks, *records))
        with self._lock:
            _check_sizes(self.tasks, tasks, "tasks")
            _check_sizes(self.records, records, "records")
            refused = [
                {
                    position: table.get(effect.key)
                    for position, effect in enumerate(effects)
                    if not holds(effect.expect, table.rows.get(effect.key))
                }
                for table, effects in ((self.tasks, tasks), (self.records, records))
            ]
            if any(refused):
                raise TransactionRefused(*refused)
            for effect in tasks:
                self.tasks.apply(effect)
            for effect in records:
                self.records.apply(effect)
        # Reads are not counted here: the real table says what they take.
        self.tab.consume(Spent(writes=2 * len(keys)))


def _check_sizes(table: MemoryTable, effects: Sequence[Effect], name: str) -> None:
    """Like DynamoDB, which says which change would make its row too large."""
    refused: dict[int, NotStorable] = {}
    for position, effect in enumerate(effects):
        try:
            table.check_size(effect)
        except NotStorable as error:
            refused[position] = error
    if refused:
        first = next(iter(refused.values()))
        raise NotStorable(str(first), code=first.code, **{name: tuple(refused)})
