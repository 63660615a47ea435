"""The leftover targets of a task: what a retry of it has to do."""

from __future__ import annotations

import heapq
from collections.abc import Iterator

from legwork import kinds
from legwork.domain.errors import CannotPlan
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.plan import Passed, Target
from legwork.domain.preview import is_changed
from legwork.domain.record import Records
from legwork.domain.task import Task, TaskRef
from legwork.ports import Clock, Database
from legwork.store import tasks
from legwork.usecases.read_outcomes import verdicts_of

_LEFT = frozenset({Outcome.ERROR, Outcome.NOT_ATTEMPTED})


def leftover_targets(
    retry: Task, records: Records, after: str | None, *, database: Database, clock: Clock
) -> Iterator[Target | Passed]:
    """The targets of the retried task that failed or were not attempted, in ascending order.

    Each lane's targets ascend, so that merging the lanes makes them ascend as a whole. What the
    kind itself says of a target (its writes, its affinity) is taken over where it still lists it.

    Raises:
        CannotPlan: the retried task disappeared while it was being read.
        InvalidInput, NotFound: what it acts on is gone since it was launched, such as its file.
    """
    first = _retried(retry, database, clock)
    kind = kinds.find(retry.kind)
    params = kind.read_params(retry.params)
    if after is None:
        kind.check(params, records, clock.now())
    listed = kind.targets(params, records, after)
    yield from _described(_keys(retry, first, after, database), listed)
    # The purge begins when a task's time is over, and takes its lanes first: a task that is
    # there still, and not due, was there as a whole.
    _retried(retry, database, clock)


def _retried(retry: Task, database: Database, clock: Clock) -> Task:
    first = tasks.load(database, TaskRef(retry.ref.account, retry.retry_of or ""))
    if first is None or first.expires_at is None or first.expires_at <= clock.now():
        raise CannotPlan("The task that it retries is gone; launch it anew instead.")
    return first


def _keys(retry: Task, first: Task, after: str | None, database: Database) -> Iterator[str]:
    lanes = [_keys_of_lane(retry, first, lane, database) for lane in first.lanes]
    return (key for key in heapq.merge(*lanes) if after is None or key > after)


def _keys_of_lane(retry: Task, first: Task, lane: int, database: Database) -> Iterator[str]:
    alone = first.evolve(lanes=(lane,))
    for _, key, verdict, _ in verdicts_of(alone, database=database):
        if (verdict.outcome in _LEFT or is_changed(verdict)) and _is_wanted(verdict, retry):
            yield key


def _is_wanted(verdict: Verdict, retry: Task) -> bool:
    if verdict.outcome is Outcome.NOT_ATTEMPTED:
        return retry.retry_codes is None
    if retry.retry_codes is not None:
        return verdict.code in retry.retry_codes
    return verdict.code not in retry.retry_without


def _described(keys: Iterator[str], listed: Iterator[Target | Passed]) -> Iterator[Target | Passed]:
    current = next(listed, None)
    for key in keys:
        while current is not None and current.key < key:
            if isinstance(current, Passed):
                yield current
            current = next(listed, None)
        known = current if current is not None and current.key == key else None
        yield known if isinstance(known, Target) else Target(key)
