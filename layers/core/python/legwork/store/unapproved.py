"""Previews that wait for an approval: rows by which the watchdog finds those whose time is over.

A row is only a reminder. Whether anybody has to be told says the row of the preview, and it notes
that they were (``store/previews.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

from legwork.domain import schema
from legwork.domain.effect import Item, Key, Put
from legwork.domain.readable import legible, readable
from legwork.domain.retention import SWEEP
from legwork.domain.task import Task, TaskRef
from legwork.ports import Database, Query, rows_of
from legwork.store import keys

_WAIT = "WAIT#"
_ACTIVE = "active_key"


@dataclass(frozen=True, slots=True)
class ApprovalWait:
    """A preview that somebody has to approve while it is there."""

    preview: TaskRef
    until: datetime
    """When its time is over."""


def begin(preview: Task, at: datetime) -> Put:
    """Notes that a preview waits for an approval; twice is as good as once.

    Args:
        preview: ended, hence with its time of expiry.
        at: the end of the wait where that is unknown.
    """
    until, id_ = preview.expires_at or at, preview.ref.id
    row = {
        **schema.MARK,
        "account": preview.ref.account,
        "preview": id_,
        "until": until.isoformat(),
        "expires_at": int((until + SWEEP).timestamp()),
        _ACTIVE: _shard(crc32(id_.encode()) % keys.ACTIVE_SHARDS),
    }
    return Put(_key(preview.ref), row)


def over(database: Database, now: datetime) -> Iterator[ApprovalWait]:
    """Those whose time is over, as the index knows it."""
    for shard in range(keys.ACTIVE_SHARDS):
        query = Query(partition=_shard(shard), index="active")
        for wait in legible((row for _, row in rows_of(database.tasks, query)), _wait):
            if wait.until <= now:
                yield wait


def end(database: Database, wait: ApprovalWait) -> None:
    """Forget that a preview waits; twice is as good as once."""
    database.tasks.delete_many([_key(wait.preview)])


@readable("wait for an approval")
def _wait(row: Item) -> ApprovalWait:
    schema.check(row)
    ref = TaskRef(row["account"], row["preview"])
    return ApprovalWait(ref, datetime.fromisoformat(row["until"]))


def _shard(number: int) -> str:
    return f"APPROVALS#{number}"


def _key(preview: TaskRef) -> Key:
    return Key(f"{keys.account(preview.account)}#APPROVALS", f"{_WAIT}{preview.id}")
