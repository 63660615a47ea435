"""The design's bound on what a quiet account waits (P7)."""

from __future__ import annotations

from math import ceil


def full_round(*, lanes: int, workers: int, slice_: int) -> float:
    """One slice for each full round of the active lanes, in seconds.

    Args:
        lanes: of everybody who is busy.
        workers: who drive them.
        slice_: seconds that a worker drives one of them.
    """
    return float(slice_ * ceil(lanes / workers))
