"""Sketches: records as a preview's lane would have left them, for its own later batches to see.

A task often builds on itself: a row of a file conflicts with one further up, a student is told of a
session that an earlier batch has cancelled. So what a batch would write is written beside the lane,
in the transaction that shows it, and is read in place of the records (P9). Lanes do not see each
other's: what must keep its order has one lane anyway.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from legwork.domain.effect import Check, Effect, Item, Key, Put, applied
from legwork.ports import Query, rows_of
from legwork.store import keys
from legwork.store.records import AccountRecords

_KEY_BYTES = 1_000
"""A sketch of a record with a longer key has no room in a sort key, and is not kept."""


def _prefix(task_id: str, lane: int, partition: str) -> Key:
    name = hashlib.sha256(partition.encode()).hexdigest()[:16]
    return Key(keys.lane_partition(task_id, lane), f"{keys.SKETCH}{name}#")


def _place(task_id: str, lane: int, key: Key) -> Key:
    prefix = _prefix(task_id, lane, key.partition)
    return Key(prefix.partition, f"{prefix.sort}{key.sort}")


@dataclass(frozen=True, slots=True)
class SketchedRecords(AccountRecords):
    """An account's records as they would be, as far as one lane of a preview knows."""

    task_id: str = ""
    lane: int = 0

    def get(self, keys: Iterable[Key]) -> dict[Key, Item]:
        """The records that would exist among these."""
        wanted = set(keys)
        if not wanted:
            return {}
        # Not ``super()``: a dataclass with slots is another class than the one written here.
        found = AccountRecords.get(self, wanted)
        places = {_place(self.task_id, self.lane, key): key for key in wanted}
        for place, row in self.database.tasks.get_many(places).items():
            _lay(found, places[place], row)
        return found

    def query(
        self, partition: str, *, after: str | None = None, first: str = "", last: str = "\uffff"
    ) -> Iterator[tuple[str, Item]]:
        """Records of a partition in order, as they would be."""
        lowest = first if after is None else max(first, after)
        prefix = _prefix(self.task_id, self.lane, partition)
        range_ = Query(
            partition=prefix.partition,
            first=f"{prefix.sort}{lowest}",
            last=f"{prefix.sort}{last}",
        )
        sketched = (
            (key.sort.removeprefix(prefix.sort), row)
            for key, row in rows_of(self.database.tasks, range_)
        )
        stored = AccountRecords.query(self, partition, after=after, first=first, last=last)
        yield from (one for one in _merged(stored, sketched) if one[0] != after)


def _lay(over: dict[Key, Item], key: Key, row: Item) -> None:
    if "item" in row:
        over[key] = row["item"]
    else:
        over.pop(key, None)


def _merged(
    stored: Iterator[tuple[str, Item]], sketched: Iterator[tuple[str, Item]]
) -> Iterator[tuple[str, Item]]:
    """Both in order; of a record that is in both, the sketch counts."""
    record = next(stored, None)
    for sort, row in sketched:
        while record is not None and record[0] < sort:
            yield record
            record = next(stored, None)
        if record is not None and record[0] == sort:
            record = next(stored, None)
        if "item" in row:
            yield sort, row["item"]
    if record is not None:
        yield record
    yield from stored


def drawn(records: SketchedRecords, effects: Sequence[Effect], expires_at: datetime) -> list[Put]:
    """The rows that keep what some writes, one a record, would leave behind.

    Args:
        records: as they would be before.
        effects: of one batch, by the keys that the kind gave them.
        expires_at: when the rows may go.
    """
    writes = [one for one in effects if not isinstance(one, Check)]
    before = records.get(one.key for one in writes if not isinstance(one, Put))
    rows = []
    for effect in writes:
        place = _place(records.task_id, records.lane, effect.key)
        if len(place.sort.encode()) > _KEY_BYTES:
            continue
        item = applied(effect, before.get(effect.key))
        row: dict[str, Any] = {"expires_at": int(expires_at.timestamp())}
        rows.append(Put(place, row if item is None else {**row, "item": dict(item)}))
    return rows
