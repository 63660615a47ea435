"""A clock that only moves when told to, and ids that count."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ulid import ULID


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


class CountingIds:
    """ULIDs of the clock's time with a counter for randomness: the same in every run."""

    def __init__(self, clock: FrozenClock, *, count: int = 0) -> None:
        self._clock = clock
        self.count = count
        """How many were made."""

    def new(self) -> str:
        """The next id."""
        self.count += 1
        milliseconds = int(self._clock.now().timestamp() * 1000)
        return str(ULID.from_bytes(milliseconds.to_bytes(6) + self.count.to_bytes(10)))
