"""What stands on which page of a report: gathered by group, with sums, page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from legwork.domain.part import Line
from legwork.trade.reports.report import Column, cents
from legwork.trade.reports.sheet import Sheet, plain


@dataclass(frozen=True, slots=True)
class GroupHead:
    """The lines below are of this group."""

    name: str
    continued: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line."""

    cells: Line


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of a group, or of all."""

    label: str
    sums: dict[int, int]
    grand: bool = False


Item = GroupHead | Row | Sums


@dataclass(slots=True)
class _Running:
    """Sums as lines go by."""

    columns: tuple[Column, ...]
    count: int = 0
    sums: dict[int, int] = field(default_factory=dict)

    def add(self, line: Line) -> None:
        self.count += 1
        for place, column in enumerate(self.columns):
            if column.total:
                self.sums[place] = self.sums.get(place, 0) + cents(line[place])

    @property
    def counted(self) -> str:
        return f"{self.count:,} line{'' if self.count == 1 else 's'}"


def items(sheet: Sheet) -> Iterator[Item]:
    """Everything that is printed, in order."""
    every = _Running(sheet.columns)
    for name, lines in groupby(sheet.lines, lambda line: _group_of(line, sheet)):
        own = _Running(sheet.columns)
        if sheet.group is not None:
            yield GroupHead(name or "—")
        for line in lines:
            own.add(line)
            every.add(line)
            yield Row(line)
        if sheet.group is not None and own.sums:
            yield Sums(own.counted, own.sums)
    if every.sums:
        yield Sums(f"Total of {every.counted}", every.sums, grand=True)


def _group_of(line: Line, sheet: Sheet) -> str:
    return "" if sheet.group is None else plain(line[sheet.group])


def pages(
    found: Iterator[Item], *, room: float, height: Callable[[Item], float]
) -> Iterator[list[Item]]:
    """The items, cut into pages; a group that goes on over a page says so.

    Args:
        found: in order.
        room: of a page, in points.
        height: of an item, in points.
    """
    page, left, group = list[Item](), room, None
    for item in found:
        needed = height(item)
        if isinstance(item, GroupHead):
            group = item
            # A head does not stand alone at the foot of a page.
            needed += height(Row(()))
        if page and needed > left:
            yield page
            page, left = [], room
            if group is not None and not isinstance(item, GroupHead):
                again = GroupHead(group.name, continued=True)
                page, left = [again], room - height(again)
        page.append(item)
        left -= height(item)
    yield page
