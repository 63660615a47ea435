"""The targets of an undo: what the undone task has done, with what it has remembered of each."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from operator import attrgetter

from legwork import kinds
from legwork.domain.errors import CannotPlan
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
    source = _source(undo, database)
    kinds.of(undo)
    keeps_lanes = _keeps_lanes(undo)
    lanes = [_of_lane(source, lane, keeps_lanes, database) for lane in source.lanes]
    for one in heapq.merge(*lanes, key=attrgetter("key")):
        if after is None or one.key > after:
            yield one
    _source(undo, database)


def _keeps_lanes(undo: Task) -> bool:
    reverse = kinds.find(undo.kind).reverse
    return reverse is not None and reverse.keeps_lanes


def _source(undo: Task, database: Database) -> Task:
    found = tasks.load(database, TaskRef(undo.ref.account, undo.retry_of or undo.undo_of or ""))
    if found is None:
        what = "retries" if undo.retry_of else "undoes"
        raise CannotPlan(f"The task that it {what} is gone: what that did stays as it is.")
    return found


def _of_lane(
    source: Task, lane: int, keeps_lanes: bool, database: Database
) -> Iterator[Target | Passed]:
    affinity = f"lane {lane}" if keeps_lanes else None
    again = source.undo_of is not None
    for batch, entry, verdicts in batches_of(source, lane, database=database):
        kept = batch.memory if again else entry.memory if entry else ()
        for place, (key, verdict) in enumerate(zip(batch.targets, verdicts, strict=True)):
            if verdict.outcome in _LEFT if again else verdict.done:
                memory = kept[place] if kept else None
                yield Target(key, affinity=affinity, memory=memory)
            else:
                yield Passed(key)
