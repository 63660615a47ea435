"""How often an account may call: a bucket that fills at a rate, and is full at some moment.

All that has to be remembered of a bucket is that moment: what is missing now is what flows in until
then. Times are whole microseconds since 1970, as a row can hold them.
"""

from __future__ import annotations

from dataclasses import dataclass

from legwork.domain.limits import Limits

SECOND = 1_000_000
"""In microseconds."""
_PARTS = 10
"""A worker takes such a part of a bucket at once, so that it need not ask for every call."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How fast a bucket fills, and how much it holds."""

    per_second: int
    at_once: int

    @classmethod
    def of(cls, usual: Rate, limits: Limits) -> Rate:
        """The stage's rate, or what operators have set in its place."""
        return cls(
            limits.requests_per_second or usual.per_second, limits.requests_at_once or usual.at_once
        )

    @property
    def lease(self) -> int:
        """Calls that a worker takes at once."""
        return max(1, self.at_once // _PARTS)

    @property
    def window(self) -> int:
        """Seconds in which an empty bucket becomes full, rounded up."""
        return max(1, -(-self.at_once // self.per_second))

    def time_of(self, calls: int) -> int:
        """How long so many calls take to flow in."""
        return calls * SECOND // self.per_second

    def room(self, full_at: int, now: int) -> int:
        """Calls that a bucket holds which is full at some moment."""
        missing = max(0, full_at - now)
        return max(0, (self.time_of(self.at_once) - missing) * self.per_second // SECOND)

    def wait(self, full_at: int, now: int) -> int:
        """Whole seconds until a call can be taken from it; at least one."""
        until_one = full_at - now - self.time_of(self.at_once - 1)
        return max(1, -(-until_one // SECOND))
