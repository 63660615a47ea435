"""The targets of an undo: what the undone task has done, with what it has remembered of each."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from functools import cache
from itertools import count
from operator import attrgetter
from zlib import crc32

from legwork import kinds
from legwork.domain.errors import CannotPlan
from legwork.domain.lane import LANES_LIMIT
from legwork.domain.outcome import Outcome
from legwork.domain.plan import Passed, Target
from legwork.domain.task import Task, TaskRef
from legwork.ports import Database
from legwork.store import tasks
from legwork.usecases.read_outcomes import batches_of

_LEFT = frozenset({Outcome.ERROR, Outcome.NOT_ATTEMPTED})


def undone_targets(
    undo: Task, after: str | None, *, database: Database
) -> Iterator[Target | Passed]:
    """The targets of an undo, in ascending order; of a retry of an undo, what that left over.

    The undone task may be past its time meanwhile: it is not purged before this is planned.

    Raises:
        CannotPlan: the task is gone.
        InvalidInput: its kind cannot take anything back any more.
    """
    source, reverse = _source(undo, database), kinds.find(undo.kind).reverse
    kinds.of(undo)
    writes = None
    if reverse is not None and reverse.writes_of is not None:
        writes = reverse.writes_of(kinds.find(undo.kind).read_params(undo.params))
    keeps_lanes = reverse is not None and reverse.keeps_lanes
    lanes = [_of_lane(source, lane, writes, keeps_lanes, database) for lane in source.lanes]
    for one in heapq.merge(*lanes, key=attrgetter("key")):
        if after is None or one.key > after:
            yield one
    _source(undo, database)


def _source(undo: Task, database: Database) -> Task:
    found = tasks.load(database, TaskRef(undo.ref.account, undo.retry_of or undo.undo_of or ""))
    if found is None:
        what = "retries" if undo.retry_of else "undoes"
        raise CannotPlan(f"The task that it {what} is gone: what that did stays as it is.")
    return found


def _of_lane(
    source: Task, lane: int, writes: int | None, keeps_lanes: bool, database: Database
) -> Iterator[Target | Passed]:
    affinity = _affinity(lane) if keeps_lanes else None
    again = source.undo_of is not None
    for batch, entry, verdicts in batches_of(source, lane, database=database):
        kept = batch.memory if again else entry.memory if entry else ()
        for place, (key, verdict) in enumerate(zip(batch.targets, verdicts, strict=True)):
            if verdict.outcome in _LEFT if again else verdict.done:
                memory = kept[place] if kept else None
                yield Target(key, writes=writes, affinity=affinity, memory=memory)
            elif place == 0:
                # Once a batch is often enough for who wants to break off.
                yield Passed(key)


@cache
def _affinity(lane: int) -> str:
    """What leads to the lane of this number, where there are as many as there can be."""
    names = (f"lane {lane}, {attempt}" for attempt in count())
    return next(name for name in names if crc32(name.encode()) % LANES_LIMIT == lane % LANES_LIMIT)
