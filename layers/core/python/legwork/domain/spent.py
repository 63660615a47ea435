"""What a task has consumed of the tables, and what that costs.

Units are those that DynamoDB says of each call. They travel to the task on writes that are made
anyway: a worker adds what it has consumed to its lane with each batch, a planner to the task when
it opens the lanes. What such a write takes itself is not known before it is made: it is foreseen,
and the next one brings the difference in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock

from legwork.domain.effect import Effect, Put
from legwork.domain.errors import NotStorable
from legwork.domain.storable import row_size

WRITE_UNIT = 625
"""Billionths of a dollar, for one write unit on demand in us-east-1. A transaction takes two."""
READ_UNIT = 125
"""The same for one read unit."""
MAIL = 100_000
"""The same for one mail of SES."""
DOLLAR = 1_000_000_000
_UNIT_BYTES = 1024


@dataclass(frozen=True, slots=True)
class Spent:
    """Units of the tables."""

    reads: int = 0
    writes: int = 0

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.reads + other.reads, self.writes + other.writes)

    def __sub__(self, other: Spent) -> Spent:
        return Spent(self.reads - other.reads, self.writes - other.writes)


@dataclass(frozen=True, slots=True)
class Cost:
    """What somebody has consumed: units of the tables, and mails."""

    spent: Spent = Spent()
    mails: int = 0

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.spent + other.spent, self.mails + other.mails)

    @property
    def billionths(self) -> int:
        """Billionths of a dollar, at the list prices of us-east-1."""
        of_units = self.spent.writes * WRITE_UNIT + self.spent.reads * READ_UNIT
        return of_units + self.mails * MAIL

    @property
    def dollars(self) -> float:
        """The same in dollars."""
        return self.billionths / DOLLAR


def foreseen(tasks: Iterable[Effect], others: int = 0) -> Spent:
    """Units that a transaction will take: two for each write, and for each KB of a new row.

    Args:
        tasks: its writes to the tasks table.
        others: how many to the records table; a record is hardly ever over a KB.
    """
    return Spent(writes=2 * (sum(map(_units, tasks)) + others))


def units_of(size: int) -> int:
    """Write units of so many bytes, outside a transaction."""
    return max(1, -(-size // _UNIT_BYTES))


def _units(effect: Effect) -> int:
    if not isinstance(effect, Put):
        return 1
    try:
        return units_of(row_size(effect.key, effect.item))
    except NotStorable:
        # It is for the store to refuse it.
        return 1


class Tab:
    """What one worker has consumed for the task at hand, and has not written down yet."""

    def __init__(self) -> None:
        self._owed = Spent()
        self._lock = Lock()
        self.conflicts = 0
        """Writes that lost against another one and were made again."""

    def open(self) -> None:
        """Begin anew: what is owed for the task before is nobody's any more."""
        with self._lock:
            self._owed, self.conflicts = Spent(), 0

    def consume(self, spent: Spent) -> None:
        """Note what a call took; calls are made side by side."""
        with self._lock:
            self._owed += spent

    def lose(self) -> None:
        """Note a write that lost against another one."""
        with self._lock:
            self.conflicts += 1

    def due(self, write: Spent) -> Spent:
        """What is to be written down by a write of which so much is foreseen."""
        return self._owed + write

    def pay(self, spent: Spent) -> None:
        """Note that so much is written down."""
        with self._lock:
            self._owed -= spent
