"""Tasks as they are read: one, a page of them, those that are active."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from legwork.domain.effect import Item, Key
from legwork.domain.readable import legible, readable
from legwork.domain.task import Task, TaskRef
from legwork.ports import Database, Query, rows_of
from legwork.store import keys
from legwork.store.task_rows import from_row


def load(database: Database, ref: TaskRef) -> Task | None:
    """The task as it is now, even when its time is over."""
    row = database.tasks.get(keys.task(ref))
    return from_row(row) if row else None


def page_before(
    database: Database,
    partition: str,
    *,
    index: str | None,
    before: str | None,
    limit: int,
    since: datetime | None = None,
) -> tuple[list[Task], str | None]:
    """Listed tasks of a partition or index, newest first, and where the next page begins.

    An index says which tasks there are, not how they are: it tells of them as they were a while
    ago, also of those that have been removed since. So they are read once more, from the table. A
    task that was launched within ``INDEX_DELAY`` may be missing in it. One that cannot be read is
    left out.

    Args:
        database: the tables.
        partition: of the table or the index.
        index: its name; without one, the table itself.
        before: the id that ended the page before.
        limit: how many at most.
        since: leave out those that were launched before.
    """
    query = Query(
        partition=partition,
        index=index,
        first=keys.first_task_since(since) if since else keys.TASK,
        last=f"{keys.TASK}~" if before is None else _just_before(f"{keys.TASK}{before}"),
        newest_first=True,
        limit=limit,
    )
    found = dict(rows_of(database.tasks, query))
    order = [*found]
    if index is not None and found:
        found = database.tasks.get_many(order)
    end = order[-1].sort.removeprefix(keys.TASK) if len(order) == limit else None
    return list(legible((found[key] for key in order if key in found), from_row)), end


def _just_before(sort: str) -> str:
    """The greatest sort key of a task below this one: ids are of one length, in base 32."""
    return f"{sort[:-1]}{chr(ord(sort[-1]) - 1)}~"


def active(database: Database) -> Iterator[TaskRef]:
    """Every task that has not ended, or is to be announced or purged, as the index knows it."""
    for shard in range(keys.ACTIVE_SHARDS):
        query = Query(partition=keys.active_shard(shard), index="active")
        yield from legible((row for _, row in rows_of(database.tasks, query)), _ref)


@readable("task")
def _ref(row: Item) -> TaskRef:
    return TaskRef(row["account"], row["id"], row["listed"])


def key_of(ref: TaskRef) -> Key:
    """Where the task lies."""
    return keys.task(ref)
