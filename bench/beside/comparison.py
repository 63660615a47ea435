"""What came of a bill-out with which things went wrong."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was done, beside what was said about it."""

    way: str
    targets: int
    lost: int
    """Reservations that were never billed."""
    doubled: int
    """Reservations that were billed more than once."""
    billed: int
    said: int
    """How many the way itself says it has billed."""
    silent: int
    """Chunks or batches of which it cannot say what became of them."""
    seconds: float


@dataclass(frozen=True, slots=True)
class Stopped:
    """A bill-out that was cancelled half way."""

    way: str
    targets: int
    seconds: float
    """Until the cancel was answered."""
    billed: int
    """When the answer came."""
    after: int
    """Reservations that were billed after the answer."""
    said: int | None
    """How many are billed, in its answer; nothing when the answer does not say."""
