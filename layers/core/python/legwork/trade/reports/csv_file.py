"""A report for programs: RFC 4180, UTF-8 with a byte order mark.

The mark is there because Excel takes a file without one for Windows-1252, and turns every accent
into two letters; programs that read CSV know it. Amounts are decimal numbers with a point.
"""

from __future__ import annotations

import csv
from pathlib import Path

from legwork.domain.part import Cell
from legwork.trade.reports.report import Column, ColumnKind
from legwork.trade.reports.sheet import Sheet, plain
from legwork.usecases.export_outcomes import harmless

MEDIA_TYPE = "text/csv; charset=utf-8"


def draw_csv(sheet: Sheet, path: Path) -> None:
    """Write the file."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.name for column in sheet.columns])
        for line in sheet.lines:
            writer.writerow([_written(*pair) for pair in zip(line, sheet.columns, strict=True)])


def _written(cell: Cell, column: Column) -> str:
    if isinstance(cell, int):
        if column.kind is not ColumnKind.MONEY:
            return str(cell)
        sign = "-" if cell < 0 else ""
        return f"{sign}{abs(cell) // 100}.{abs(cell) % 100:02}"
    return harmless(plain(cell))
