"""Previews of Autopilot that wait to be run: rows by which the watchdog finds them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from legwork.domain import schema
from legwork.domain.effect import Absent, Item, Key, Put
from legwork.domain.readable import legible, readable
from legwork.ports import Database, Query, rows_of
from legwork.store import keys
from legwork.store.workflows import partition, shard_of

_ACTIVE = "active_key"
_WAITS = "AUTOPILOT-WAITS#"
"""Partitions of the index: of previews that are to be run."""
_WAIT = "WAIT#"


@dataclass(frozen=True, slots=True)
class Wait:
    """A preview of a workflow that is to be run after a while."""

    account: str
    workflow: str
    preview: str


def waiting(database: Database) -> Iterator[Wait]:
    """Every preview that is to be run, as the index knows it."""
    for shard in range(keys.ACTIVE_SHARDS):
        query = Query(partition=f"{_WAITS}{shard}", index="active")
        yield from legible((row for _, row in rows_of(database.tasks, query)), _wait)


@readable("wait")
def _wait(row: Item) -> Wait:
    schema.check(row)
    return Wait(row["account"], row["id"], row["preview"])


def begin_wait(wait: Wait) -> Put:
    """Notes that a preview is to be run, for the transaction that records it."""
    row = {
        **schema.MARK,
        "account": wait.account,
        "id": wait.workflow,
        "preview": wait.preview,
        _ACTIVE: f"{_WAITS}{shard_of(wait.preview)}",
    }
    return Put(_wait_key(wait), row, (Absent(),))


def end_wait(database: Database, wait: Wait) -> None:
    """Forget that a preview is to be run; twice is as good as once."""
    database.tasks.delete_many([_wait_key(wait)])


def _wait_key(wait: Wait) -> Key:
    return Key(partition(wait.account), f"{_WAIT}{wait.preview}")
