"""The design's bound on what a quiet account waits (P7)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from math import ceil


def full_round(*, lanes: int, workers: int, slice_: int) -> float:
    """One slice for each full round of the active lanes, in seconds.

    Args:
        lanes: of everybody who is busy.
        workers: who drive them.
        slice_: seconds that a worker drives one of them.
    """
    return float(slice_ * ceil(lanes / workers))


def slice_starts(batches: Iterable[datetime], apart: timedelta) -> list[datetime]:
    """When each slice of a lane began.

    Args:
        batches: when each batch of the lane was begun, in order.
        apart: longer than a slice goes on beginning batches, shorter than a lane waits for its
            next one.
    """
    starts: list[datetime] = []
    for at in batches:
        if not starts or at - starts[-1] >= apart:
            starts.append(at)
    return starts
