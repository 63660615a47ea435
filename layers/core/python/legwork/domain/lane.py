"""A lane: a share of a task's batches with its own counters and its own gate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from legwork.domain.code_tally import CodeTally
from legwork.domain.notice import NoticeCounts
from legwork.domain.outcome import Counts
from legwork.domain.pace import Pace
from legwork.domain.spent import Spent
from legwork.domain.task import TaskRef

LANES_LIMIT = 64
"""Most lanes a task may have: they are opened in one transaction, with the task."""


class Gate(StrEnum):
    """Whether a lane lets batches commit."""

    OPEN = "open"
    SHUT = "shut"


class NoProgress(Exception):
    """A message was about to be passed on although nothing has been done for it.

    Lambda lets functions that pass messages on to themselves do so without end, so the code has
    to end it: the message fails, dies, and is closed or told to operators.
    """


@dataclass(frozen=True, slots=True)
class Token:
    """The right to drive one lane for one slice of time. It travels as a message."""

    ref: TaskRef
    lane: int
    number: int
    """Tokens of a lane are numbered; the lane keeps the highest it has seen commit."""
    cursor: int
    """Where the lane stood when the token was sent."""

    def following(self, cursor: int) -> Token:
        """The token that carries on where this one's slice ended.

        Raises:
            NoProgress: it ended where it began. So a lane's tokens are at most its batches.
        """
        if cursor <= self.cursor:
            raise NoProgress(f"lane {self.lane} still stands at batch {self.cursor}")
        return Token(self.ref, self.lane, self.number + 1, cursor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """The counters, the cursor and the gate of one lane."""

    number: int
    batches: int
    """How many batches the plan gave it."""
    cursor: int = 0
    """Index of the batch that comes next."""
    token: int = 0
    """Highest token number that has committed here."""
    gate: Gate = Gate.OPEN
    gate_number: int = 0
    """Number of the pause or resume that its gate heard of last."""
    counts: Counts = field(default_factory=Counts)
    tallies: Mapping[str, int] = field(default_factory=dict)
    """Sums for the kind's finish, such as the cents billed so far."""
    notices: NoticeCounts = field(default_factory=NoticeCounts)
    codes: CodeTally = field(default_factory=CodeTally)
    digest: str = ""
    """Of a preview's lane: stands for all that its batches have shown so far."""
    spent: Spent = field(default_factory=Spent)
    """Units that the work on it has taken."""
    settled_notice: str = ""
    """The last row of notices that is settled and counted, by its sort key."""
    opened_at: datetime | None = None
    """When its gate was opened last. Unknown of lanes that the last release opened."""
    pace: Pace | None = None
    """How fast it has been since; nothing before its first batch."""
    settled_from: int | None = None
    """Notices whose fate was known then; nothing before the next one's is."""
    settled_at: datetime | None = None
    """When the fate of one became known last."""
    moved_at: datetime
    """When it last committed a batch, or was sent a token by the watchdog."""

    @property
    def done(self) -> bool:
        """Whether all its batches are committed."""
        return self.cursor >= self.batches

    @property
    def settled(self) -> bool:
        """Whether all its batches are committed and the fate of every notice is known."""
        return self.done and not self.notices.open

    def paced(self, token: int, now: datetime) -> Pace | None:
        """Its pace once the batch at its cursor is committed under a token."""
        if self.opened_at is None:
            return None
        before = self.pace or Pace(self.opened_at, self.cursor)
        # The first batch of a token's slice has also waited for a worker.
        took = now - self.moved_at if self.token == token else None
        return before.after(took)


class Reading(StrEnum):
    """What the holder of a token is to do, having read the lane."""

    WORK = "work"
    CHECK_END = "check the end"
    """The lane is done; the one who did it may have died before looking at the others."""
    DROP_SHUT = "drop: the gate is shut"
    DROP_OLD = "drop: an older token"
    DROP_TWIN = "drop: another token of this number has driven the lane"


def read_token(token: Token, lane: Lane, *, redelivered: bool) -> Reading:
    """Decide what a token is good for.

    Whoever takes a token for the first time and finds batches committed under its number has a
    twin: one of those that a watchdog sends for a lane whose token only waits in a long queue.
    Who takes it again may have committed them himself, before he died.
    """
    if lane.gate is Gate.SHUT:
        return Reading.DROP_SHUT
    if lane.done:
        return Reading.CHECK_END
    if token.number < lane.token:
        return Reading.DROP_OLD
    if token.number == lane.token and token.cursor < lane.cursor and not redelivered:
        return Reading.DROP_TWIN
    return Reading.WORK


def tallies_of(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Sum tallies name by name."""
    total: Counter[str] = Counter()
    for part in parts:
        total.update(part)
    return dict(total)
