"""A report as a sheet: real days and amounts, a head that stays, text that is never a formula."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from rustpy_xlsxwriter import Format, write_worksheet

from legwork.domain.errors import CannotMake
from legwork.domain.part import Cell
from legwork.trade.reports.report import Column, ColumnKind, cents
from legwork.trade.reports.sheet import NOTHING, Sheet, money, plain

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LINES_LIMIT = 1_000_000
"""A sheet of Excel has 1,048,576 rows."""
_HEAD_ROW = 3
_FORMATS = {
    ColumnKind.NUMBER: "#,##0",
    ColumnKind.MONEY: "#,##0.00",
    ColumnKind.DAY: "yyyy-mm-dd",
    ColumnKind.TIME: "hh:mm",
    ColumnKind.MOMENT: "yyyy-mm-dd hh:mm",
}
_WIDTHS = {
    ColumnKind.NUMBER: 10.0,
    ColumnKind.MONEY: 14.0,
    ColumnKind.DAY: 12.0,
    ColumnKind.TIME: 8.0,
    ColumnKind.MOMENT: 17.0,
}
_NARROWEST, _WIDEST = 8.0, 48.0
_LOOKED_AT = 500
"""Lines that the width of a column is found by."""
_INK, _BAND = "#1F2937", "#E5E7EB"


def draw_xlsx(sheet: Sheet, path: Path) -> None:
    """Write the file.

    Raises:
        CannotMake: it is too long for a sheet.
    """
    if sheet.count > LINES_LIMIT:
        raise CannotMake(
            f"It has {sheet.count:,} lines, and a sheet takes {LINES_LIMIT:,}. Ask for it as CSV."
        )
    last = len(sheet.columns) - 1
    head = Format().set_bold().set_background_color(_BAND).set_border_bottom("thin")
    write_worksheet(
        _records(sheet),
        str(path),
        sheet_name="Report",
        header_row=_HEAD_ROW,
        freeze_row=_HEAD_ROW + 1,
        header_format=head.set_font_color(_INK).set_text_wrap().set_align("vcenter"),
        merge_ranges=[
            (0, 0, 0, last, sheet.title, Format().set_bold().set_font_size(14)),
            (1, 0, 1, last, sheet.subtitle, Format().set_font_color("#6B7280")),
            (2, 0, 2, last, _totals(sheet), Format().set_bold()),
        ],
        column_formats={
            column.name: Format().set_num_format(_FORMATS[column.kind])
            for column in sheet.columns
            if column.kind in _FORMATS
        },
        column_widths=_widths(sheet),
        autofilter=True,
        page_setup={
            "landscape": True,
            "repeat_rows": _HEAD_ROW,
            "fit_to_pages": (1, 0),
            "footer": f"&L{_code(sheet.source)}&RPage &P of &N",
        },
    )


def _records(sheet: Sheet) -> Iterator[dict[str, Any]]:
    if not sheet.count:
        # Without a record, no head would be written.
        first, *others = (column.name for column in sheet.columns)
        yield {first: NOTHING, **dict.fromkeys(others)}
    for line in sheet.lines:
        pairs = zip(line, sheet.columns, strict=True)
        yield {column.name: _value(cell, column) for cell, column in pairs}


def _value(cell: Cell, column: Column) -> Any:
    """A cell as the sheet has it; what is no day or time after all is shown as it is."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, int):
        return cell / 100 if column.kind is ColumnKind.MONEY else cell
    try:
        match column.kind:
            case ColumnKind.DAY:
                return date.fromisoformat(cell)
            case ColumnKind.TIME:
                hours, minutes = cell.split(":")
                return (int(hours) * 60 + int(minutes)) / (24 * 60)
            case ColumnKind.MOMENT:
                return datetime.fromisoformat(cell).replace(tzinfo=None)
            case _:
                return plain(cell)
    except ValueError:
        return plain(cell)


def _totals(sheet: Sheet) -> str:
    """The sums in words: a formula would show 0 wherever nobody calculates it, as on a phone."""
    summed = [place for place, column in enumerate(sheet.columns) if column.total]
    if not summed:
        return ""
    sums = dict.fromkeys(summed, 0)
    for line in sheet.lines:
        for place in summed:
            sums[place] += cents(line[place])
    return " · ".join(f"{sheet.columns[n].name}: {money(total)}" for n, total in sums.items())


def _widths(sheet: Sheet) -> dict[str, float]:
    longest = [len(column.name) + 4.0 for column in sheet.columns]
    for _, line in zip(range(_LOOKED_AT), sheet.lines, strict=False):
        longest = [
            max(width, len(plain(cell)) + 2) for width, cell in zip(longest, line, strict=True)
        ]
    return {
        column.name: _WIDTHS.get(column.kind, min(max(width, _NARROWEST), _WIDEST))
        for column, width in zip(sheet.columns, longest, strict=True)
    }


def _code(text: str) -> str:
    """Text in a footer, where an ampersand begins a code."""
    return text.replace("&", "&&")
