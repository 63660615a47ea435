"""Renewing the rows of a task that takes long: none of them may go before the task does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from legwork.domain.effect import Key, Present, Update
from legwork.domain.errors import StateChanged
from legwork.domain.task import Task, TaskRef
from legwork.ports import ConditionFailed, Database, Query, rows_of
from legwork.store import keys


def lanes_due(database: Database, task: Task, *, before: datetime) -> list[int]:
    """Numbers of the lanes with rows that would go before a moment.

    A lane's own row speaks for all rows of its partition, since it is renewed last.
    """
    lanes = {keys.lane(task.ref.id, number): number for number in task.lanes}
    found = database.tasks.get_many(lanes)
    epoch = int(before.timestamp())
    return sorted(lanes[key] for key, row in found.items() if row["expires_at"] < epoch)


def renew(
    database: Database, ref: TaskRef, lane: int, *, before: datetime, until: datetime, limit: int
) -> int:
    """Let the rows of a lane that would go before a moment stay until another one.

    Args:
        database: the tables.
        ref: which task.
        lane: which lane of it.
        before: rows that stay longer than this are left alone.
        until: when the others may go from now on.
        limit: how many rows to renew at most; answers how many, so fewer means all of them.

    Raises:
        StateChanged: the task is being purged.
    """
    due = list(islice(_due(database, ref, lane, before), limit))
    _renew(database, due, until)
    if len(due) < limit:
        _renew(database, [keys.lane(ref.id, lane)], until)
    return len(due)


def _due(database: Database, ref: TaskRef, lane: int, before: datetime) -> Iterator[Key]:
    epoch = int(before.timestamp())
    for first in (keys.LEDGER, keys.NOTICE, keys.PLAN, keys.SKETCH):
        query = Query(partition=keys.lane_partition(ref.id, lane), first=first, last=f"{first}~")
        for key, row in rows_of(database.tasks, query):
            if row["expires_at"] < epoch:
                yield key


def _renew(database: Database, due: Sequence[Key], until: datetime) -> None:
    longer = {"expires_at": int(until.timestamp())}
    # A row that has been removed meanwhile must not come back.
    changes = [Update(key, set=longer, expect=(Present(),)) for key in due]
    try:
        database.tasks.write_each(changes)
    except ConditionFailed as refusal:
        raise StateChanged("the task is being purged") from refusal
