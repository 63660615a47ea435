"""What every form of a report is given: its head, its columns, and its lines in order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from legwork.domain.part import Cell, Line
from legwork.trade.reports.report import Column, ColumnKind

NOTHING = "There is nothing to show."
"""Instead of lines."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff\ud800-\udfff]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A report that is ready to be drawn."""

    title: str
    about: str
    """What it shows, in words."""
    source: str
    """Which task of whom made it."""
    at: datetime
    """The moment from which on its records were read."""
    columns: tuple[Column, ...]
    lines: Iterable[Line]
    """In order; they can be gone through more than once."""
    count: int
    group: int | None = None

    @property
    def subtitle(self) -> str:
        """What stands below the title, everywhere."""
        counted = f"{self.count:,} line{'' if self.count == 1 else 's'}"
        return f"{self.about} · {self.at:%Y-%m-%d %H:%M} UTC · {counted}"


def plain(cell: Cell) -> str:
    """A cell as one line of text, without what no file can hold."""
    return _CONTROL.sub(" ", str(cell)).strip() if cell is not None else ""


def money(cents: int) -> str:
    """Cents as people write them."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100:,}.{abs(cents) % 100:02}"


def shown(cell: Cell, column: Column) -> str:
    """A cell as it is printed."""
    if cell is None:
        return ""
    if isinstance(cell, int):
        return money(cell) if column.kind is ColumnKind.MONEY else f"{cell:,}"
    if column.kind is ColumnKind.MOMENT:
        return plain(cell)[:16].replace("T", " ")
    return plain(cell)
