"""The meter: what was asked of AWS, by part of the way that a task takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

PARTS: Final = ("launch", "planning", "work", "cards", "mail", "end")
LAUNCH, PLANNING, WORK, CARDS, MAIL, END = PARTS
"""The parts of the way. What lanes read to see whether all are done is part of the work, and the
making of a task's file is part of its end."""
OUTSIDE: Final = frozenset({CARDS, MAIL})
"""Those that call a service of others, target by target: they are counted apart."""

READS: Final = "read units"
WRITES: Final = "write units"
RECORD_WRITES: Final = "record write units"
SQS: Final = "SQS requests"
CALLS: Final = "Lambda calls"
MILLISECONDS: Final = "Lambda milliseconds"
MAILS: Final = "mails"
PAYMENT_CALLS: Final = "payment calls"
REQUESTS: Final = "requests"


@dataclass(slots=True)
class Meter:
    """Counts, each by part.

    Operations stand under their own names, as in ``dynamodb.Query``.
    """

    part: str = LAUNCH
    running: bool = True
    by_part: dict[str, Counter[str]] = field(
        default_factory=lambda: {part: Counter() for part in PARTS}
    )

    def add(self, name: str, amount: int = 1) -> None:
        """Count something that happens now."""
        if self.running and amount:
            self.by_part[self.part][name] += amount

    @property
    def total(self) -> Counter[str]:
        """Of all parts."""
        return sum(self.by_part.values(), Counter())

    @contextmanager
    def during(self, part: str) -> Iterator[None]:
        """Count as a part of the way, until the part is changed from within."""
        self.part = part
        yield

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Count nothing: what the benchmark itself asks."""
        before, self.running = self.running, False
        try:
            yield
        finally:
            self.running = before


def operations(counts: Counter[str]) -> dict[str, int]:
    """The requests among counts, by operation."""
    return {name: count for name, count in sorted(counts.items()) if "." in name}


def writing(units: int) -> Counter[str]:
    """Counts of so many write units, and nothing else."""
    return Counter({WRITES: units})
