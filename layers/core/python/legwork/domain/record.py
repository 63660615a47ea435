"""How a kind reads the account's records and uploaded files: always within one account."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from legwork.domain.effect import Item, Key
from legwork.domain.outcome import TargetOutcome

LINE_BYTES = 16_385
"""A longer line is read in pieces of this length: a file may be one line, and memory is small."""


class Records(Protocol):
    """The records and uploads of one account. Reads are strongly consistent."""

    def get(self, keys: Iterable[Key]) -> dict[Key, Item]:
        """The records that exist among these."""
        ...

    def query(
        self, partition: str, *, after: str | None = None, first: str = "", last: str = "\uffff"
    ) -> Iterator[tuple[str, Item]]:
        """Sort key and record of a partition in order, page by page.

        Args:
            partition: where to look.
            after: begin behind this sort key.
            first: begin at this sort key.
            last: end at this sort key.
        """
        ...

    def upload_size(self, upload: str) -> int | None:
        """Bytes of an uploaded file, or nothing when there is none."""
        ...

    def upload_lines(self, upload: str, *, offset: int = 0) -> Iterator[bytes]:
        """Physical lines from a byte offset on, each with its line end.

        A line of more than ``LINE_BYTES`` comes in pieces of that length.
        """
        ...

    def upload_slices(self, upload: str, spans: Iterable[tuple[int, int]]) -> list[bytes]:
        """Parts of an uploaded file by (offset, length), in bytes."""
        ...

    def outcome_places(self, task: str, *, after: str | None = None) -> Iterator[str]:
        """Where the outcomes of an ended task stand, in ascending order, behind one of them."""
        ...

    def outcomes_at(self, task: str, places: Iterable[str]) -> dict[str, TargetOutcome]:
        """What came of the targets at some places, as far as it is still there."""
        ...


class ReadAhead:
    """Records of which some were read at once, ahead of those who ask for them one after the other.

    Args:
        records: the account's.
        keys: to be read in one request.
    """

    def __init__(self, records: Records, keys: Iterable[Key]) -> None:
        self._records = records
        self._found: dict[Key, Item | None] = {}
        self.load(keys)

    def load(self, keys: Iterable[Key]) -> None:
        """Read more of them in one request."""
        missing = set(keys) - set(self._found)
        found = self._records.get(missing) if missing else {}
        self._found.update((key, found.get(key)) for key in missing)

    def get(self, keys: Iterable[Key]) -> dict[Key, Item]:
        """The records that exist among these; those that were not read ahead are read now."""
        wanted = set(keys)
        self.load(wanted)
        return {key: item for key in wanted if (item := self._found[key]) is not None}

    def query(
        self, partition: str, *, after: str | None = None, first: str = "", last: str = "\uffff"
    ) -> Iterator[tuple[str, Item]]:
        """As the records themselves."""
        return self._records.query(partition, after=after, first=first, last=last)

    def upload_size(self, upload: str) -> int | None:
        """As the records themselves."""
        return self._records.upload_size(upload)

    def upload_lines(self, upload: str, *, offset: int = 0) -> Iterator[bytes]:
        """As the records themselves."""
        return self._records.upload_lines(upload, offset=offset)

    def upload_slices(self, upload: str, spans: Iterable[tuple[int, int]]) -> list[bytes]:
        """As the records themselves."""
        return self._records.upload_slices(upload, spans)

    def outcome_places(self, task: str, *, after: str | None = None) -> Iterator[str]:
        """As the records themselves."""
        return self._records.outcome_places(task, after=after)

    def outcomes_at(self, task: str, places: Iterable[str]) -> dict[str, TargetOutcome]:
        """As the records themselves."""
        return self._records.outcomes_at(task, places)


def read_neighbours(keys: Iterable[Key], records: Records) -> dict[Key, Item]:
    """The records that exist among these, which lie side by side.

    Each partition is read as one range, from the lowest to the highest key: of neighbours that
    costs a tenth of what reading them one by one does. Others in the range are left out.
    """
    wanted = set(keys)
    partitions: dict[str, list[str]] = {}
    for key in wanted:
        partitions.setdefault(key.partition, []).append(key.sort)
    return {
        key: item
        for partition, sorts in partitions.items()
        for sort, item in records.query(partition, first=min(sorts), last=max(sorts))
        if (key := Key(partition, sort)) in wanted
    }
