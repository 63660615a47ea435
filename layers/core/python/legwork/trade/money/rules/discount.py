"""Discounts for several classes or several students, by student or by family.

Source: Jackrabbit. They count only what is at the same location. The dearest comes first and pays
by the first of the percents (mostly 0); whatever has no percent of its own pays by the last one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from legwork.trade.money.rules.proration import rounded

Discount: TypeAlias = Literal["none", "classes_of_student", "classes_of_family", "students"]
"""What is counted: each student's classes, all classes of the family, or the family's students."""


@dataclass(frozen=True, slots=True)
class Line:
    """An enrollment that is charged tuition for."""

    class_id: str
    student: str
    location: str
    cents: int
    """In full."""


def percent_off(line: Line, lines: Iterable[Line], by: Discount, percents: Sequence[int]) -> int:
    """What is taken off an enrollment.

    Args:
        line: the enrollment.
        lines: all of its family; it is among them.
        by: what is counted.
        percents: of the first, the second, …
    """
    if by == "none" or not percents:
        return 0
    here = [one for one in lines if one.location == line.location]
    return percents[min(_rank(line, here, by), len(percents) - 1)]


def _rank(line: Line, here: Sequence[Line], by: Discount) -> int:
    if by == "students":
        sums: Counter[str] = Counter()
        for one in here:
            sums[one.student] += one.cents
        return sorted(sums, key=lambda name: (-sums[name], name)).index(line.student)
    if by == "classes_of_student":
        here = [one for one in here if one.student == line.student]
    return sorted(here, key=lambda one: (-one.cents, one.class_id, one.student)).index(line)


def less(cents: int, percent: int) -> int:
    """An amount with a discount: what is taken off is rounded, half a cent up."""
    return cents - rounded(cents * percent, 100)
