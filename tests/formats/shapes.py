"""The shapes of rows: which attributes rows of a kind have, and of which types."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.formats.sample import Sample

_WORD = re.compile(r"[A-Z][A-Z_-]{2,}")

FREE = {"params", "data", "common", "keywords", "remarks", "bookings", "retried_codes"}
"""Attributes whose parts are named by what somebody wrote, and not by the format."""


@dataclass(slots=True)
class Shape:
    """What rows of a kind look like."""

    types: dict[str, set[str]] = field(default_factory=dict)
    """By attribute, or part of one."""
    everywhere: set[str] | None = None
    """The attributes that each of them has."""

    def add(self, row: Mapping[str, Any]) -> None:
        """See another one."""
        for path, type_ in _paths(row):
            self.types.setdefault(path, set()).add(type_)
        self.everywhere = {*row} if self.everywhere is None else self.everywhere & {*row}


def shapes_of(sample: Sample) -> dict[str, Shape]:
    """The shape of each kind of row, by the words of its keys."""
    found: dict[str, Shape] = {}
    for table in ("tasks", "records"):
        for (partition, sort), row in sample[table]:
            words = [word for word in f"{partition}#{sort}".split("#") if _WORD.fullmatch(word)]
            found.setdefault(f"{table}: {' '.join(words)}", Shape()).add(row)
    return found


def _paths(value: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, part in value.items():
        if not prefix and name.startswith(("tally_", "n_", "example_", "code_")):
            # Named by what the kind counts.
            continue
        yield f"{prefix}{name}", type(part).__name__
        if isinstance(part, dict) and name not in FREE:
            yield from _paths(part, f"{prefix}{name}.")
