"""The plan: a task's targets cut into batches and dealt out to lanes, before any work starts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from legwork.domain.errors import CannotPlan, NotStorable
from legwork.domain.storable import text_size

ACTIONS_LIMIT = 100
"""Actions of one DynamoDB transaction."""
EFFECTS_LIMIT = ACTIONS_LIMIT - 2
"""Writes that a batch may make: its ledger row and its lane take the other two."""
FINISH_LIMIT = ACTIONS_LIMIT - 5
"""Writes that the end of a task may make: the task, its turn, what it gives back and its row in the
trail with the head of that take the others."""
TARGETS_LIMIT = 200
"""Targets of one batch, however little they write: its plan and its ledger are one row each."""
KEY_BYTES = 2_000
"""Longest key of a target: as many of them as a batch may have fit into one row."""
NOTICE_ROWS = 2
"""Writes that a batch's notices take: one for each fifty."""


@dataclass(frozen=True, slots=True)
class Target:
    """One record a task acts on, as a kind lists it."""

    key: str
    """Tells the kind what to act on. Kinds list their targets in ascending order of it."""
    writes: int | None = None
    """Writes it costs at most, where that differs from the kind's usual number."""
    affinity: str | None = None
    """Targets with the same affinity share a lane, hence never compete and keep their order."""
    shared: tuple[str, ...] = ()
    """Names of further writes, one each, that a batch makes once for all of its targets that name
    them: such as the sheet that several reservations are entered in."""
    memory: Any = None
    """Of a target of an undo: what the undone task has remembered of it."""


@dataclass(frozen=True, slots=True)
class Passed:
    """A place behind which a listing of targets may be taken up, whether or not it has found any.

    A kind that may look for long between two targets says by it how far it has come: a planner
    whose time is up goes on from there.
    """

    key: str
    """In order with those of the targets."""


def only_targets(listed: Iterable[Target | Passed]) -> Iterator[Target]:
    """The targets of a listing, for whoever does not break off."""
    return (one for one in listed if isinstance(one, Target))


@dataclass(frozen=True, slots=True)
class PlannedBatch:
    """Targets that are worked off together and committed in one transaction."""

    lane: int
    index: int
    targets: tuple[str, ...]
    memory: tuple[Any, ...] = ()
    """Of an undo: what the undone task has remembered of each target, if of any."""
    shown: str = ""
    """The marks of what a preview has shown of its targets, one after the other, if one has."""
    spoilt: bool = False
    """Its row cannot be read: which targets it has, nobody knows."""


@dataclass(slots=True)
class _OpenBatch:
    targets: list[str] = field(default_factory=list)
    memory: list[Any] = field(default_factory=list)
    writes: int = 0
    shared: set[str] = field(default_factory=set)

    def has_room(self, writes: int, shared: set[str], room: int) -> bool:
        more = writes + len(shared - self.shared)
        return self.writes + min(more, room) <= room and len(self.targets) < TARGETS_LIMIT

    def add(self, target: Target, writes: int, shared: set[str], room: int) -> None:
        self.targets.append(target.key)
        self.memory.append(target.memory)
        self.writes += min(writes + len(shared - self.shared), room)
        self.shared |= shared


class Cutter:
    """Cuts a stream of targets into batches; holds one unfinished batch a lane and no more.

    Args:
        lanes: most lanes to deal out to.
        lane_batches: batches that a lane is given before the next one is opened. Every lane costs
            its own messages and reads, and a handful of batches is no longer a wait.
        writes: writes a target costs unless it says otherwise.
        batch_writes: writes that each batch makes once.
        batches: how many batches each lane has from earlier legs of the same attempt.
    """

    def __init__(
        self,
        *,
        lanes: int,
        writes: int,
        lane_batches: int = 1,
        batch_writes: int = 0,
        batches: Iterable[int] = (),
    ) -> None:
        self._lane_batches = lane_batches
        self._writes = writes
        self._room = EFFECTS_LIMIT - batch_writes
        self.batches = [*batches] or [0] * lanes
        self._turn = self._lane_of_next()
        self._open = [_OpenBatch() for _ in self.batches]

    def add(self, target: Target) -> list[PlannedBatch]:
        """Take a target in; answer the batches that were closed to make room for it.

        One that needs more writes than a batch has room for is planned alone: whether it comes to
        so many shows when it is worked on, and then it costs an error and not the task.

        Raises:
            CannotPlan: its key cannot be written down.
        """
        _check_key(target.key)
        writes = self._writes if target.writes is None else target.writes
        shared = set(target.shared)
        lane = self._turn
        if target.affinity is not None:
            lane = crc32(target.affinity.encode()) % len(self.batches)
        closed = []
        while not self._open[lane].has_room(writes, shared, self._room):
            closed.append(self._close(lane))
            if target.affinity is None:
                self._turn = lane = self._lane_of_next()
        self._open[lane].add(target, writes, shared, self._room)
        return closed

    def flush(self) -> Iterator[PlannedBatch]:
        """Close every unfinished batch: at the end of the targets, or of this leg's time."""
        for lane, batch in enumerate(self._open):
            if batch.targets:
                yield self._close(lane)

    def _lane_of_next(self) -> int:
        """Lane after lane at first, then by turns."""
        cut, lanes = sum(self.batches), len(self.batches)
        opened = cut // self._lane_batches
        return opened if opened < lanes else cut % lanes

    def _close(self, lane: int) -> PlannedBatch:
        open_ = self._open[lane]
        known = any(one is not None for one in open_.memory)
        memory = tuple(open_.memory) if known else ()
        batch = PlannedBatch(lane, self.batches[lane], tuple(open_.targets), memory)
        self.batches[lane] += 1
        self._open[lane] = _OpenBatch()
        return batch


def _check_key(key: str) -> None:
    try:
        size = text_size(key)
    except NotStorable as error:
        raise CannotPlan("One of its targets has a name with half a character.") from error
    if size > KEY_BYTES:
        raise CannotPlan("One of its targets has a name that is too long to be written down.")
