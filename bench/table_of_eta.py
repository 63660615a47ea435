"""How the ranges of the time left were borne out, as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from bench.tables import table

Values: TypeAlias = Mapping[str, Any]


def eta(found: Sequence[Values]) -> str:
    """Each task under each load."""
    names = ("what", "size", "load", "took s", "polls with a range")
    rows = [
        (
            one["what"],
            f"{one['size']:,}",
            one["load"],
            f"{one['seconds']:,.0f}",
            f"{one['told']} of {one['polls']}",
            f"{one['right'] / one['told']:.0%}" if one["told"] else "",
            f"{one['width']:.1f}",
            f"{one['error']:.2f}",
        )
        for one in found
    ]
    return table((*names, "end in the range", "width", "error of the likely moment"), rows)


def eta_said(found: Sequence[Values]) -> str:
    """The share over all of them."""
    told, right = (sum(one[name] for one in found) for name in ("told", "right"))
    alone = [one for one in found if one["load"] == "alone"]
    share = sum(one["right"] for one in alone) / sum(one["told"] for one in alone)
    return (
        f"Over all of them the true end lay in the range in {right / told:.0%} of {told:,} polls; "
        f"of tasks that were alone, in {share:.0%}."
    )
