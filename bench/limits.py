"""What every kind keeps to at 10,000 targets, without mail and cards, said by two smaller tasks.

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
from bench.scene import LARGE

RATIO_MAX: Final = 1.20
"""Dollars beside the floor: what the kind's own target writes cost in their transactions."""
RATIO_MAX_OF: Final[Mapping[str, float]] = {"assign_substitute": 1.23, "send_statements": 1.25}
"""Of those that do not keep to it: telling a family is one small write, and beside it the staged
mail is a tenth of the cost; and each batch of 49 statements leaves its part of the task's file,
which S3 sells at the price of eight write units."""
REQUESTS_MAX: Final = 0.10
"""Requests a target."""
REQUESTS_MAX_OF: Final[Mapping[str, float]] = {
    "cancel_classes": 0.16,
    "restore_classes": 0.14,
    "assign_substitute": 0.14,
    "send_statements": 0.12,
    "import_records of families": 0.29,
}
"""Of those that do not keep to it. Of a class of 49 families there are eight partitions to read,
for the plan and for the work; and where tokens are given or taken back, a family is three writes,
so that a transaction holds 32 of them. A batch of 49 statements is read, committed, written as a
part of the file, and read again for the whole. An imported family takes six writes, and ten are
kept free for one that is there already: a transaction holds nine, and each batch reads its records.
Rows of imports are spread over all 64 lanes."""


@dataclass(frozen=True, slots=True)
class Large:
    """What a large task asks for, a target."""

    ratio: float | None
    """Dollars beside the floor; nothing for a kind that writes no records as it works: all that it
    does is mail, a file, or orders to the payment service."""
    requests: float


def without_mail(measured: Measured) -> Counter[str]:
    """All that is asked for but in sending its mail, and in charging its cards."""
    parts = measured.by_part.items()
    return sum((counts for part, counts in parts if part not in meter.OUTSIDE), Counter())


def grown(small: Measured, large: Measured, targets: int = LARGE) -> Large:
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


def beyond(name: str, found: Large, most: float | None = None) -> Iterator[str]:
    """Where a kind does not keep to the limits, one sentence each.

    Args:
        name: of its scene.
        found: what it asks for.
        most: requests a target, if not those that were accepted of it.
    """
    dearest = RATIO_MAX_OF.get(name, RATIO_MAX)
    if found.ratio is not None and found.ratio > dearest:
        yield f"{name} costs {found.ratio:.3f} times its floor; at most {dearest:.2f}"
    most = REQUESTS_MAX_OF.get(name, REQUESTS_MAX) if most is None else most
    if found.requests > most:
        yield f"{name} makes {found.requests:.3f} requests a target; at most {most:.2f}"
