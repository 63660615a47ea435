"""A clock that only moves when told to, watches that follow it badly, and ids that count."""

from __future__ import annotations

from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

from ulid import ULID

from legwork.ports import Clock


class FrozenClock:
    """Stands still until it is moved."""

    def __init__(self, at: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)) -> None:
        self._at = at

    def now(self) -> datetime:
        """This moment."""
        return self._at

    def pause(self, time: timedelta) -> None:
        """Let time pass, at once."""
        self.advance(time)

    def advance(self, by: timedelta) -> None:
        """Let time pass."""
        self._at += by


class Wristwatch:
    """The clock as a machine sees it that is not quite on time.

    Every thread has an offset of its own, as every worker has a machine of its own.
    """

    def __init__(self, clock: FrozenClock) -> None:
        self._clock = clock
        self.ahead: ContextVar[timedelta] = ContextVar("ahead", default=timedelta(0))
        """How far the watch of this thread is ahead of the clock."""

    def now(self) -> datetime:
        """This moment, as the watch shows it."""
        return self._clock.now() + self.ahead.get()

    def pause(self, time: timedelta) -> None:
        """Let time pass, at once."""
        self._clock.pause(time)


class CountingIds:
    """ULIDs of the clock's time with a counter for randomness: the same in every run."""

    def __init__(self, clock: Clock, *, count: int = 0) -> None:
        self._clock = clock
        self.count = count
        """How many were made."""

    def new(self) -> str:
        """The next id."""
        self.count += 1
        milliseconds = int(self._clock.now().timestamp() * 1000)
        return str(ULID.from_bytes(milliseconds.to_bytes(6) + self.count.to_bytes(10)))
