"""What every kind keeps to at 10,000 targets, without its mail, computed from two smaller tasks.

A task's counts are nearly a straight line: something that every task asks for, and so much for each
target. So two small ones say what a large one asks for, within a percent, in a tenth of the time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bench import meter
from bench.counts import Measured, measure
from bench.prices import bill

TARGETS: Final = 10_000
RATIO_MAX: Final = 1.20
"""Dollars beside the floor: what the kind's own target writes cost in their transactions."""
RATIO_MAX_OF: Final[Mapping[str, float]] = {"assign_substitute": 1.23}
"""Of those that do not keep to it: telling a family is one small write, and beside it the family
and its address are read."""
REQUESTS_MAX: Final = 0.10
"""Requests a target."""
REQUESTS_MAX_OF: Final[Mapping[str, float]] = {
    "cancel_classes": 0.17,
    "restore_classes": 0.17,
    "assign_substitute": 0.18,
}
"""Of those that do not keep to it: a family is three writes, so that a transaction holds 32 of
them, and of each class of 49 families there are eight partitions to read, twice."""


@dataclass(frozen=True, slots=True)
class Large:
    """What a large task asks for, a target."""

    ratio: float | None
    """Dollars beside the floor; nothing for a kind that writes nothing but mail."""
    requests: float


def without_mail(measured: Measured) -> Counter[str]:
    """All that is asked for but in sending its mail."""
    parts = measured.by_part.items()
    return sum((counts for part, counts in parts if part != meter.MAIL), Counter())


def grown(small: Measured, large: Measured, targets: int = TARGETS) -> Large:
    """What a larger task asks for, a target, if it goes on like from the small one to the large."""
    times = (targets - large.targets) / (large.targets - small.targets)

    def at(of_small: float, of_large: float) -> float:
        return of_large + times * (of_large - of_small)

    before, after = without_mail(small), without_mail(large)
    floor = at(_floor(small), _floor(large))
    dollars = at(bill(before).engine, bill(after).engine)
    return Large(
        ratio=dollars / floor if floor else None,
        requests=at(before[meter.REQUESTS], after[meter.REQUESTS]) / targets,
    )


def _floor(measured: Measured) -> float:
    return bill(meter.writing(measured.by_part[meter.WORK][meter.RECORD_WRITES])).total


def of(large: Measured) -> Large:
    """What a larger task than this one asks for, a target."""
    return grown(measure(large.scene, large.targets // 2), large)


def beyond(kind: str, found: Large, most: float | None = None) -> Iterator[str]:
    """Where a kind does not keep to the limits, one sentence each.

    Args:
        kind: its name.
        found: what it asks for.
        most: requests a target, if not those that were accepted of it.
    """
    dearest = RATIO_MAX_OF.get(kind, RATIO_MAX)
    if found.ratio is not None and found.ratio > dearest:
        yield f"{kind} costs {found.ratio:.3f} times its floor; at most {dearest:.2f}"
    most = REQUESTS_MAX_OF.get(kind, REQUESTS_MAX) if most is None else most
    if found.requests > most:
        yield f"{kind} makes {found.requests:.3f} requests a target; at most {most:.2f}"
