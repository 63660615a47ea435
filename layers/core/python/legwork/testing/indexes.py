"""The sparse indexes of a table in memory: up to date at once, or as late as on AWS."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from legwork.domain.effect import Item, Key
from legwork.ports import Clock

PARTITION_OF_INDEX = {
    "by_launcher": "launcher_key",
    "by_subject": "subject_key",
    "active": "active_key",
}


@dataclass(slots=True)
class Indexes:
    """By index and its partition the rows that are in it."""

    rows: dict[str, dict[str, dict[Key, Item]]] = field(
        default_factory=lambda: {index: defaultdict(dict) for index in PARTITION_OF_INDEX}
    )

    def see(self, key: Key, before: Item | None, after: Item | None) -> None:
        """Take note of a change of a row."""
        for index, attribute in PARTITION_OF_INDEX.items():
            if before is not None and attribute in before:
                self.rows[index][before[attribute]].pop(key, None)
            if after is not None and attribute in after:
                self.rows[index][after[attribute]][key] = after

    def copy(self) -> Indexes:
        """The same rows, to be changed apart."""
        copied = Indexes()
        for index, partitions in self.rows.items():
            copied.rows[index].update((name, {**rows}) for name, rows in partitions.items())
        return copied

    def read(self, index: str, partition: str) -> Iterable[tuple[Key, Item]]:
        """The rows of a partition, in no order."""
        return self.rows[index].get(partition, {}).items()


@dataclass(frozen=True, slots=True)
class _Change:
    key: Key
    before: Item | None
    after: Item | None
    arrives: datetime


class LateIndexes(Indexes):
    """Each row gets here some time after it was written, as it was then.

    So a new row is missing for a while, a removed one lingers, and one that changed is still seen
    as it was. Changes of one row arrive in their order; those of different rows in any.

    Args:
        clock: says which changes have arrived.
        delay: how long the next change is on its way.
    """

    def __init__(self, clock: Clock, delay: Callable[[], timedelta]) -> None:
        super().__init__()
        self._clock, self._delay = clock, delay
        self._under_way: dict[Key, list[_Change]] = {}

    def see(self, key: Key, before: Item | None, after: Item | None) -> None:
        """Take note of a change of a row: it is on its way from now on."""
        if not any(
            row is not None and attribute in row
            for row in (before, after)
            for attribute in PARTITION_OF_INDEX.values()
        ):
            return
        ahead = self._under_way.setdefault(key, [])
        arrives = self._clock.now() + self._delay()
        if ahead:
            arrives = max(arrives, ahead[-1].arrives)
        ahead.append(_Change(key, before, after, arrives))

    def read(self, index: str, partition: str) -> Iterable[tuple[Key, Item]]:
        """The rows of a partition as far as they have arrived, in no order."""
        now = self._clock.now()
        for key in [*self._under_way]:
            changes = self._under_way[key]
            while changes and changes[0].arrives <= now:
                change = changes.pop(0)
                super().see(key, change.before, change.after)
            if not changes:
                del self._under_way[key]
        return super().read(index, partition)

    @property
    def under_way(self) -> int:
        """How many rows are here as they were, not as they are."""
        return len(self._under_way)
