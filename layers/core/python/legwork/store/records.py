"""The records and uploads of one account: whatever a kind asks for stays within it (P6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from legwork.domain.effect import Effect, Item, Key
from legwork.domain.outcome import TargetOutcome
from legwork.domain.task import TaskRef
from legwork.ports import Database, Files, Query, rows_of
from legwork.store.files import upload_key


def in_account(account: str, key: Key) -> Key:
    """The full key of an account's record."""
    return Key(f"ACCOUNT#{account}#{key.partition}", key.sort)


def effects_in_account(account: str, effects: Iterable[Effect]) -> list[Effect]:
    """A kind's effects by their full keys."""
    return [replace(effect, key=in_account(account, effect.key)) for effect in effects]


class Outcomes(Protocol):
    """What came of the targets of ended tasks."""

    def places(self, ref: TaskRef, *, after: str | None) -> Iterator[str]:
        """Where they stand, in ascending order, behind one of them."""
        ...

    def at(self, ref: TaskRef, places: Iterable[str]) -> dict[str, TargetOutcome]:
        """Those at some places."""
        ...


@dataclass(frozen=True, slots=True)
class AccountRecords:
    """The domain's Records on the records table and the file store."""

    database: Database
    files: Files | None
    """None for those who read records alone."""
    account: str
    outcomes: Outcomes | None = None
    """None for those who read no other task's outcomes."""

    def get(self, keys: Iterable[Key]) -> dict[Key, Item]:
        """The records that exist among these."""
        full = {in_account(self.account, key): key for key in keys}
        found = self.database.records.get_many(full) if full else {}
        return {full[key]: item for key, item in found.items()}

    def query(
        self, partition: str, *, after: str | None = None, first: str = "", last: str = "\uffff"
    ) -> Iterator[tuple[str, Item]]:
        """Records of a partition in order, page by page."""
        full = in_account(self.account, Key(partition, "")).partition
        lowest = first if after is None else max(first, after)
        query = Query(partition=full, first=lowest, last=last)
        for key, item in rows_of(self.database.records, query):
            if key.sort != after:
                yield key.sort, item

    def upload_size(self, upload: str) -> int | None:
        """Bytes of an uploaded file."""
        return self._uploads.size(upload_key(self.account, upload))

    def upload_lines(self, upload: str, *, offset: int = 0) -> Iterator[bytes]:
        """Physical lines of an uploaded file."""
        return self._uploads.lines(upload_key(self.account, upload), offset=offset)

    def upload_slices(self, upload: str, spans: Iterable[tuple[int, int]]) -> list[bytes]:
        """Parts of an uploaded file."""
        return self._uploads.slices(upload_key(self.account, upload), spans)

    def outcome_places(self, task: str, *, after: str | None = None) -> Iterator[str]:
        """Where the outcomes of an ended task stand."""
        return self._outcomes.places(TaskRef(self.account, task), after=after)

    def outcomes_at(self, task: str, places: Iterable[str]) -> dict[str, TargetOutcome]:
        """What came of the targets at some places."""
        return self._outcomes.at(TaskRef(self.account, task), places)

    @property
    def _outcomes(self) -> Outcomes:
        if self.outcomes is None:
            raise LookupError("this reader of records has no outcomes")
        return self.outcomes

    @property
    def _uploads(self) -> Files:
        if self.files is None:
            raise LookupError("this reader of records has no uploads")
        return self.files
