"""How the ranges of the time left were borne out, as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from statistics import median
from typing import Any, TypeAlias

from bench.tables import table

Values: TypeAlias = Mapping[str, Any]
AIM, OF_GROUP = 0.8, 0.6
"""Of the polls that were told a range: how many it should hold for; and of each group."""


def eta(found: Sequence[Values]) -> str:
    """Each group of scenes that no constant was chosen by, then each of them, then the others."""
    held_out = [one for one in found if one["held_out"]]
    parts = [_groups(held_out), "Each of them:", _scenes(held_out)]
    parts += ["And those that the constants were chosen by:", _scenes(_others(found))]
    return "\n\n".join(parts)


def _others(found: Sequence[Values]) -> list[Values]:
    return [one for one in found if not one["held_out"]]


def _groups(found: Sequence[Values]) -> str:
    rows = []
    for (what, load), several in groupby(found, lambda one: (one["what"], one["load"])):
        group = list(several)
        told, polls = _sum(group, "told"), _sum(group, "polls")
        widths = [one["width"] for one in group if one["told"]]
        rows.append(
            (
                what,
                load,
                f"{told} of {polls}",
                _share(group),
                f"{median(widths):.1f}" if widths else "",
            )
        )
    return table(("what", "load", "polls with a range", "end in the range", "width"), rows)


def _scenes(found: Sequence[Values]) -> str:
    names = ("what", "size", "load", "took s", "polls with a range")
    rows = [
        (
            one["what"],
            f"{one['size']:,}",
            one["load"],
            f"{one['seconds']:,.0f}",
            f"{one['told']} of {one['polls']}",
            _share([one]),
            f"{one['width']:.1f}",
            f"{one['error']:.2f}",
        )
        for one in found
    ]
    return table((*names, "end in the range", "width", "error of the likely moment"), rows)


def eta_said(found: Sequence[Values]) -> str:
    """The shares over all of them."""
    held_out = [one for one in found if one["held_out"]]
    alone = [one for one in held_out if one["load"] == "alone"]
    width = median(one["width"] for one in held_out if one["told"])
    return (
        f"Over the scenes that no constant was chosen by, the true end lay in the range in "
        f"{_share(held_out)} of {_sum(held_out, 'told'):,} polls (aimed at: {AIM:.0%}, and "
        f"{OF_GROUP:.0%} of each group); of tasks that were alone, in {_share(alone)}. The median "
        f"of their widths is {width:.1f}. Over the others it is {_share(_others(found))}."
    )


def _sum(found: Sequence[Values], name: str) -> int:
    return sum(one[name] for one in found)


def _share(found: Sequence[Values]) -> str:
    told = _sum(found, "told")
    return f"{_sum(found, 'right') / told:.0%}" if told else ""
