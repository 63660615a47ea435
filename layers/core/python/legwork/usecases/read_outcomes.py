"""Read what came of each target, from the plan and the ledger."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from legwork import kinds
from legwork.domain.cursor import refused, seal, unseal
from legwork.domain.errors import Unreadable
from legwork.domain.kind import Kind
from legwork.domain.ledger import SPOILT, LedgerEntry
from legwork.domain.notice import after_notices
from legwork.domain.outcome import Outcome, TargetOutcome, Verdict
from legwork.domain.plan import PlannedBatch
from legwork.domain.readable import BROKEN
from legwork.domain.task import Task
from legwork.ports import Database
from legwork.store import notices, plans

_BATCHES = 20
"""Batches read at once."""
LOOKED_AT = 50_000
"""Targets looked at for one page, however few of them are wanted: an HTTPS call has 29 seconds. The
page is short then, and its cursor leads on."""
_PART = re.compile(r"[0-9]{1,6}")
_NOT_ATTEMPTED = Verdict(Outcome.NOT_ATTEMPTED)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an outcome stands: its lane, its batch, its place in the batch."""

    lane: int
    index: int
    offset: int

    def __str__(self) -> str:
        return f"{self.lane}.{self.index}.{self.offset}"

    @classmethod
    def read(cls, text: str) -> Place:
        """The place that a text names.

        Raises:
            InvalidInput: it names none. Anybody can seal a cursor.
        """
        parts = text.split(".")
        if len(parts) != 3 or not all(map(_PART.fullmatch, parts)):
            raise refused()
        return cls(*map(int, parts))


@dataclass(frozen=True, slots=True)
class OutcomePage:
    """Part of a task's outcomes."""

    outcomes: list[TargetOutcome]
    next_cursor: str | None


def read_outcomes(
    task: Task,
    *,
    wanted: Collection[Outcome],
    limit: int,
    cursor: str | None,
    database: Database,
) -> OutcomePage:
    """A page of outcomes.

    Args:
        task: whose.
        wanted: which; all when empty.
        limit: how many at most.
        cursor: where the page before ended.
        database: the tables.

    Raises:
        InvalidInput: the cursor is not one of this list.
    """
    scope = f"outcomes {task.ref.id} {','.join(sorted(wanted))}"
    after = Place.read(unseal(task.ref.account, scope, cursor)) if cursor else None
    page: list[TargetOutcome] = []
    last: Place | None = None
    label = _labels(task)
    every = verdicts_of(task, after=after, database=database)
    for looked_at, (place, target, verdict, entry) in enumerate(every):
        if len(page) == limit or looked_at == LOOKED_AT:
            break
        last = place
        if not wanted or verdict.outcome in wanted:
            page.append(TargetOutcome(label(target), verdict, _at(entry)))
    else:
        last = None
    return OutcomePage(page, seal(task.ref.account, scope, str(last)) if last else None)


def outcomes_of(
    task: Task, wanted: Collection[Outcome], *, after: Place | None = None, database: Database
) -> Iterator[tuple[Place, TargetOutcome]]:
    """Every outcome in the order of lanes and batches, read as far as it is asked for."""
    label = _labels(task)
    for place, target, verdict, entry in verdicts_of(task, after=after, database=database):
        if not wanted or verdict.outcome in wanted:
            yield place, TargetOutcome(label(target), verdict, _at(entry))


def _at(entry: LedgerEntry | None) -> datetime | None:
    return entry.at if entry and not entry.spoilt else None


def outcomes_at(
    task: Task, places: Collection[Place], *, database: Database
) -> dict[Place, TargetOutcome]:
    """What came of the targets at some places, as far as their batches are committed."""
    label = _labels(task)
    found: dict[Place, TargetOutcome] = {}
    batches = {(place.lane, place.index) for place in places}
    for batch, entry in plans.committed(database, task, batches):
        verdicts = _verdicts(task, batch, entry, database)
        for place in places:
            here = (place.lane, place.index) == (batch.lane, batch.index)
            # A spoilt batch has no targets.
            if here and place.offset < len(batch.targets):
                verdict = verdicts[place.offset]
                target = label(batch.targets[place.offset])
                found[place] = TargetOutcome(target, verdict, _at(entry))
    return found


def _labels(task: Task) -> Callable[[str], str]:
    """How people read the keys of a task's targets, even when its kind is no more."""
    kind = kinds.all_kinds().get(task.kind)
    if kind is None:
        return str
    try:
        return partial(_label, kind, kind.read_params(task.params))
    except Unreadable:
        return str


def _label(kind: Kind[Any], params: Any, key: str) -> str:
    try:
        return kind.label(params, key)
    except BROKEN:
        return key


def verdicts_of(
    task: Task, *, after: Place | None = None, database: Database
) -> Iterator[tuple[Place, str, Verdict, LedgerEntry | None]]:
    """Every target's key with its verdict; what a live task has not done yet is left out."""
    for lane in task.lanes:
        if after is not None and lane < after.lane:
            continue
        first = after.index if after is not None and lane == after.lane else 0
        for batch, entry, verdicts in batches_of(task, lane, first=first, database=database):
            for offset, (target, verdict) in enumerate(zip(batch.targets, verdicts, strict=True)):
                if after is None or (lane, batch.index, offset) > _order(after):
                    yield Place(lane, batch.index, offset), target, verdict, entry


def batches_of(
    task: Task, lane: int, *, first: int = 0, database: Database
) -> Iterator[tuple[PlannedBatch, LedgerEntry | None, Sequence[Verdict]]]:
    """The batches of a lane from an index on, with one verdict a target.

    What a live task has not done yet, and what cannot be read, is left out.
    """
    for batch, entry in _batches(task, lane, first, database):
        if (entry is not None or task.state.ended) and not batch.spoilt:
            yield batch, entry, _verdicts(task, batch, entry, database)


def _verdicts(
    task: Task, batch: PlannedBatch, entry: LedgerEntry | None, database: Database
) -> Sequence[Verdict]:
    """What the ledger says, and what became of it once the notices had their fate."""
    if entry is None:
        return (_NOT_ATTEMPTED,) * len(batch.targets)
    if entry.spoilt or len(entry.verdicts) != len(batch.targets):
        return (SPOILT,) * len(batch.targets)
    kind = kinds.all_kinds().get(task.kind)
    if kind is not None and not kind.stages:
        return entry.verdicts
    rows = notices.rows(database, task.ref, batch.lane, first=batch.index, last=batch.index)
    return after_notices(entry.verdicts, rows, mail_is_the_work=kinds.mail_is_the_work(task.kind))


def _order(place: Place) -> tuple[int, int, int]:
    return place.lane, place.index, place.offset


def _batches(
    task: Task, lane: int, first: int, database: Database
) -> Iterator[tuple[PlannedBatch, LedgerEntry | None]]:
    while True:
        planned = plans.batches(database, task, lane, first=first, limit=_BATCHES)
        proofs = {
            entry.index: entry
            for entry in plans.ledger(database, task, lane, first=first, limit=_BATCHES)
        }
        for batch in planned:
            yield batch, proofs.get(batch.index)
        if len(planned) < _BATCHES:
            return
        first = planned[-1].index + 1
