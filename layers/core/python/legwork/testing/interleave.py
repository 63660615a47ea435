"""Run calls side by side, in an order that can be chosen and repeated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from legwork.testing.faults import Faults
from legwork.testing.running_calls import RunningCalls

Choose: TypeAlias = Callable[[int], int]
"""Picks one of so many that could go on, by place."""


def interleave(
    faults: Faults, calls: Sequence[Callable[[], object]], choose: Choose
) -> list[BaseException | None]:
    """Run calls side by side to their ends; answers what each of them raised.

    Args:
        faults: what all their port calls go through.
        calls: at least one.
        choose: who goes on, whenever there is a choice.
    """
    side_by_side = RunningCalls(faults)
    started = [side_by_side.start(call) for call in calls]
    while alive := side_by_side.under_way:
        side_by_side.go_on(alive[choose(len(alive)) if len(alive) > 1 else 0])
    return [call.problem for call in started]
