"""Trying again after a pause that grows, with full jitter."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Backoff:
    """How often, and after what pauses, something is tried again."""

    tries: int = 6
    base: float = 0.025
    """Longest first pause, in seconds; each further one may be twice as long."""
    longest: float = 0.4
    """Longest pause of all, in seconds."""
    sleep: Callable[[float], None] = time.sleep

    def pauses(self) -> Iterator[bool]:
        """Pauses before each further try, and ends when all tries are used up."""
        for attempt in range(self.tries - 1):
            pause = min(self.longest, self.base * 2**attempt)
            self.sleep(random.uniform(0, pause))  # noqa: S311 -- spreads tries, guards nothing
            yield True
