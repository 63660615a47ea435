"""Plan rows and ledger rows of a lane: what is to be done and what came of it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from legwork.domain import schema
from legwork.domain.effect import Item, Key
from legwork.domain.errors import Unreadable
from legwork.domain.ledger import LedgerEntry, decode, decode_memory, encode_memory
from legwork.domain.plan import PlannedBatch
from legwork.domain.readable import readable
from legwork.domain.task import Task, TaskRef
from legwork.ports import Database, Query, rows_of
from legwork.store import keys

_log = logging.getLogger(__name__)
_NEVER = datetime.fromtimestamp(0, UTC)


def write(
    database: Database,
    ref: TaskRef,
    attempt: int,
    batches: Iterable[PlannedBatch],
    expires_at: datetime,
) -> None:
    """Write planned batches under the number of their attempt: two plans can never mix."""
    epoch = int(expires_at.timestamp())
    database.tasks.put_many(
        (
            keys.plan(ref.id, attempt, batch.lane, batch.index),
            _plan_row(batch, epoch),
        )
        for batch in batches
    )


def _plan_row(batch: PlannedBatch, expires_at: int) -> Item:
    row = {**schema.MARK, "targets": list(batch.targets), "expires_at": expires_at}
    if memory := encode_memory(batch.memory):
        row["memory"] = memory
    if batch.shown:
        row["shown"] = batch.shown
    return row


def batches(
    database: Database, task: Task, lane: int, *, first: int = 0, limit: int | None = None
) -> list[PlannedBatch]:
    """Planned batches of a lane from an index on: of the attempt that counts.

    One that cannot be read is there as a spoilt one.
    """
    rows = _between(
        database,
        keys.plan(task.ref.id, task.attempt, lane, first),
        keys.plan(task.ref.id, task.attempt, lane, keys.LAST_INDEX),
        limit,
    )
    return [_planned(lane, key, row) for key, row in rows]


def ledger(
    database: Database, task: Task, lane: int, *, first: int = 0, limit: int | None = None
) -> list[LedgerEntry]:
    """Committed batches of a lane from an index on; one that cannot be read as a spoilt one."""
    rows = _between(
        database,
        keys.ledger(task.ref.id, lane, first),
        keys.ledger(task.ref.id, lane, keys.LAST_INDEX),
        limit,
    )
    return [_entry(lane, key, row) for key, row in rows]


def committed(
    database: Database, task: Task, wanted: Iterable[tuple[int, int]]
) -> Iterator[tuple[PlannedBatch, LedgerEntry]]:
    """Batches by lane and index with what came of them, as far as that is written: in one read."""
    pairs = {
        (lane, index): (
            keys.plan(task.ref.id, task.attempt, lane, index),
            keys.ledger(task.ref.id, lane, index),
        )
        for lane, index in wanted
    }
    found = database.tasks.get_many(key for pair in pairs.values() for key in pair)
    for (lane, _), (plan, proof) in pairs.items():
        if plan in found and proof in found:
            yield _planned(lane, plan, found[plan]), _entry(lane, proof, found[proof])


def keys_of_lane(database: Database, ref: TaskRef, lane: int) -> Iterator[Key]:
    """Every row of a lane's partition, whatever attempt wrote it."""
    query = Query(partition=keys.lane_partition(ref.id, lane))
    return (key for key, _ in rows_of(database.tasks, query))


def _between(
    database: Database, first: Key, last: Key, limit: int | None
) -> Iterator[tuple[Key, Item]]:
    query = Query(partition=first.partition, first=first.sort, last=last.sort, limit=limit)
    return rows_of(database.tasks, query)


def _planned(lane: int, key: Key, row: Item) -> PlannedBatch:
    try:
        return _read_plan(lane, key, row)
    except Unreadable as error:
        _log.error("batch %s of lane %d: %s", key.sort, lane, error)
        return PlannedBatch(lane, _index(key), (), spoilt=True)


@readable("batch of a plan")
def _read_plan(lane: int, key: Key, row: Item) -> PlannedBatch:
    schema.check(row)
    targets = tuple(row["targets"])
    memory = decode_memory(row.get("memory", ""), len(targets))
    return PlannedBatch(lane, _index(key), targets, memory=memory, shown=row.get("shown", ""))


def _entry(lane: int, key: Key, row: Item) -> LedgerEntry:
    try:
        return _read_entry(lane, key, row)
    except Unreadable as error:
        _log.error("batch %s of lane %d: %s", key.sort, lane, error)
        return LedgerEntry(lane, _index(key), "", _NEVER, (), spoilt=True)


@readable("row of a ledger")
def _read_entry(lane: int, key: Key, row: Item) -> LedgerEntry:
    schema.check(row)
    verdicts = decode(row["outcomes"], row.get("notes", ()))
    return LedgerEntry(
        lane=lane,
        index=_index(key),
        attempt=row["attempt"],
        at=datetime.fromisoformat(row["at"]),
        verdicts=verdicts,
        memory=decode_memory(row.get("memory", ""), len(verdicts)),
        part=row.get("part", ""),
        marks=row.get("marks", ""),
    )


def _index(key: Key) -> int:
    return int(key.sort.rsplit("#", 1)[1])
