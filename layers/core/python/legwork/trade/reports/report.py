"""A report: its columns, their order, and how its lines are found. Standard library only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from legwork.domain.part import Cell, Line
from legwork.domain.plan import Passed, Target
from legwork.domain.record import Records


class ColumnKind(StrEnum):
    """What stands in a column; a cell without a value holds nothing."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    """Whole cents."""
    DAY = "day"
    """YYYY-MM-DD."""
    TIME = "time"
    """HH:MM."""
    MOMENT = "moment"
    """An ISO time with its zone."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column."""

    name: str
    kind: ColumnKind = ColumnKind.TEXT
    total: bool = False
    """Whether the sum of its cells says something."""

    @property
    def numeric(self) -> bool:
        """Whether it stands on the right, as numbers do."""
        return self.kind in {ColumnKind.NUMBER, ColumnKind.MONEY}


@dataclass(frozen=True, slots=True)
class Choice:
    """What a report is asked to show; each report reads what concerns it."""

    now: datetime
    classes: tuple[str, ...] = ()
    facilities: tuple[str, ...] = ()
    first: str = ""
    """From this day on."""
    last: str = ""
    """Up to and with this day."""
    task: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a target comes to: its lines, or why it has none."""

    lines: Sequence[Line] = ()
    code: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report that staff can ask for."""

    name: str
    title: str
    columns: tuple[Column, ...]
    order: tuple[int, ...]
    """By which columns it is sorted."""
    group: int | None = None
    """The column that its lines are gathered by, on paper."""
    check: Callable[[Choice, Records], None]
    """Refuses what cannot work. Raises InvalidInput."""
    targets: Callable[[Choice, Records, str | None], Iterator[Target | Passed]]
    lines: Callable[[Sequence[str], Choice, Records], Sequence[Found]]
    about: Callable[[Choice], str]
    """What it shows, in words, below its title."""
    label: Callable[[str], str]
    """How people read a target's key."""


def cents(cell: Cell) -> int:
    """What a cell adds to the sum of its column."""
    return cell if isinstance(cell, int) else 0


def no_check(_choice: Choice, _records: Any) -> None:
    """Nothing can be wrong."""
