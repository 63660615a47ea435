"""A report for print: its head on every page, numbers on the right, page x of y.

Pages are drawn one after the other, and each is compressed when it is done: so a long report takes
little memory. How many there will be is counted beforehand, by going through the lines once more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import landscape, letter
from reportlab.pdfgen.canvas import Canvas

from legwork.domain.errors import CannotMake
from legwork.trade.reports.fonts import BOLD, REGULAR, ruler
from legwork.trade.reports.pdf_layout import GroupHead, Item, Row, Sums, items, pages
from legwork.trade.reports.report import Column
from legwork.trade.reports.sheet import NOTHING, Sheet, money, shown

MEDIA_TYPE = "application/pdf"
LINES_LIMIT = 200_000
"""Nobody prints 4,000 pages, and no function has the time to draw many more."""
_SIZE, _LEADING, _PAD = 8.0, 10.0, 4.0
_ROW_LINES = 3
"""Lines of text that a cell may take."""
_MARGIN, _TOP, _FOOT = 36.0, 78.0, 40.0
_GAP = 8.0
"""Between two columns."""
_LOOKED_AT = 2_000
"""Lines that the widths of the columns are found by."""
_NARROWEST = 30.0
_INK, _GREY, _RULE, _BAND = (HexColor(c) for c in ("#1f2937", "#6b7280", "#d1d5db", "#eef1f5"))


def draw_pdf(sheet: Sheet, path: Path) -> None:
    """Write the file.

    Raises:
        CannotMake: it is too long for print.
    """
    if sheet.count > LINES_LIMIT:
        raise CannotMake(
            f"It has {sheet.count:,} lines, and print takes {LINES_LIMIT:,}. Ask for it as XLSX."
        )
    printed = _Printed(sheet, path)
    total = sum(1 for _ in printed.pages())
    for number, page in enumerate(printed.pages(), start=1):
        printed.draw(page, number, total)
    printed.canvas.save()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a column stands."""

    index: int
    column: Column
    x: float
    width: float


class _Printed:
    """The pages of one report."""

    def __init__(self, sheet: Sheet, path: Path) -> None:
        self.sheet = sheet
        self._width, self._height = landscape(letter)
        self._places = _places(sheet, self._width - 2 * _MARGIN)
        self.canvas = Canvas(str(path), pagesize=(self._width, self._height), pageCompression=1)
        self.canvas.setTitle(sheet.title)
        self.canvas.setSubject(sheet.subtitle)
        self.canvas.setCreator("Legwork")
        self._text = ruler(REGULAR)
        self._bold = ruler(BOLD)

    def pages(self) -> Iterator[list[Item]]:
        """What stands on each page."""
        room = self._height - _TOP - _FOOT
        return pages(items(self.sheet), room=room, height=self._height_of)

    def _height_of(self, item: Item) -> float:
        if not isinstance(item, Row):
            return _LEADING + 2 * _PAD
        lines = max((len(self._wrapped(item, place)) for place in self._places), default=1)
        return lines * _LEADING + _PAD

    def _wrapped(self, row: Row, place: _Place) -> list[str]:
        if not row.cells:
            return [""]
        text = shown(row.cells[place.index], place.column)
        if place.column.numeric:
            return [text]
        return self._text.wrap(text, _SIZE, place.width, lines=_ROW_LINES)

    # --- Drawing -----------------------------------------------------------------------------

    def draw(self, page: Sequence[Item], number: int, total: int) -> None:
        """Draw one page."""
        self._draw_head()
        y = self._height - _TOP
        for item in page:
            y -= self._height_of(item)
            match item:
                case GroupHead():
                    self._draw_group(item, y)
                case Row():
                    self._draw_row(item, y)
                case Sums():
                    self._draw_sums(item, y)
        if not page:
            self._put(REGULAR, _SIZE + 1, _GREY)
            self.canvas.drawString(_MARGIN, y - 20, NOTHING)
        self._draw_foot(number, total)
        self.canvas.showPage()

    def _draw_head(self) -> None:
        room = self._width - 2 * _MARGIN
        self._put(BOLD, 14, _INK)
        self.canvas.drawString(
            _MARGIN, self._height - 42, self._bold.cut(self.sheet.title, 14, room)
        )
        self._put(REGULAR, _SIZE, _GREY)
        about = self._text.cut(self.sheet.subtitle, _SIZE, room)
        self.canvas.drawString(_MARGIN, self._height - 55, about)
        y = self._height - _TOP + 4
        self._put(BOLD, _SIZE, _INK)
        for place in self._places:
            name = self._bold.cut(place.column.name, _SIZE, place.width)
            self._write(name, place, y)
        self._line(y - 4, 0.8, _INK)

    def _draw_group(self, head: GroupHead, y: float) -> None:
        room = self._width - 2 * _MARGIN
        self.canvas.setFillColor(_BAND)
        self.canvas.rect(_MARGIN, y, room, _LEADING + _PAD, stroke=0, fill=1)
        self._put(BOLD, _SIZE + 1, _INK)
        more = " (continued)" if head.continued else ""
        text = self._bold.cut(f"{head.name}{more}", _SIZE + 1, room - 8)
        self.canvas.drawString(_MARGIN + 4, y + 4, text)

    def _draw_row(self, row: Row, y: float) -> None:
        self._put(REGULAR, _SIZE, _INK)
        top = y + self._height_of(row) - _LEADING
        for place in self._places:
            for n, text in enumerate(self._wrapped(row, place)):
                if text:
                    self._write(text, place, top - n * _LEADING)
        self._line(y, 0.3, _RULE)

    def _draw_sums(self, sums: Sums, y: float) -> None:
        self._put(BOLD, _SIZE, _INK)
        first = min((self._places_of(sums)), key=lambda place: place.x)
        room = first.x - _MARGIN - _GAP
        self.canvas.drawString(_MARGIN + 4, y + _PAD + 1, self._bold.cut(sums.label, _SIZE, room))
        for place in self._places_of(sums):
            self._write(money(sums.sums[place.index]), place, y + _PAD + 1)
        self._line(y + (_LEADING + 2 * _PAD) - 1, 0.8 if sums.grand else 0.4, _INK)
        if sums.grand:
            self._line(y, 0.8, _INK)

    def _places_of(self, sums: Sums) -> list[_Place]:
        return [place for place in self._places if place.index in sums.sums]

    def _draw_foot(self, number: int, total: int) -> None:
        self._put(REGULAR, _SIZE - 1, _GREY)
        self.canvas.drawString(_MARGIN, 22, self.sheet.source)
        self.canvas.drawRightString(self._width - _MARGIN, 22, f"Page {number:,} of {total:,}")

    def _write(self, text: str, place: _Place, y: float) -> None:
        if place.column.numeric:
            self.canvas.drawRightString(place.x + place.width, y, text)
        else:
            self.canvas.drawString(place.x, y, text)

    def _put(self, font: str, size: float, colour: Color) -> None:
        self.canvas.setFont(font, size)
        self.canvas.setFillColor(colour)

    def _line(self, y: float, width: float, colour: Color) -> None:
        self.canvas.setStrokeColor(colour)
        self.canvas.setLineWidth(width)
        self.canvas.line(_MARGIN, y, self._width - _MARGIN, y)


def _places(sheet: Sheet, room: float) -> list[_Place]:
    """Where the columns stand: each as wide as what is in it, as far as there is room.

    What lines are gathered by stands above them, and in no column.
    """
    shown_ones = [n for n in range(len(sheet.columns)) if n != sheet.group]
    wanted = _wanted(sheet, shown_ones)
    left = room - _GAP * (len(shown_ones) - 1)
    widths = _fitted([wanted[n] for n in shown_ones], left)
    places, x = [], _MARGIN
    for n, width in zip(shown_ones, widths, strict=True):
        places.append(_Place(n, sheet.columns[n], x, width))
        x += width + _GAP
    return places


def _wanted(sheet: Sheet, columns: Sequence[int]) -> dict[int, float]:
    text, bold = ruler(REGULAR), ruler(BOLD)
    wanted = {n: max(_NARROWEST, bold.width(sheet.columns[n].name, _SIZE)) for n in columns}
    sums = dict.fromkeys((n for n in columns if sheet.columns[n].total), 0)
    for seen, line in enumerate(sheet.lines):
        for n in sums:
            cell = line[n]
            sums[n] += cell if isinstance(cell, int) else 0
        if seen < _LOOKED_AT:
            for n in columns:
                wanted[n] = max(wanted[n], text.width(shown(line[n], sheet.columns[n]), _SIZE))
        elif not sums:
            break
    return {n: max(w, bold.width(money(sums.get(n, 0)), _SIZE)) for n, w in wanted.items()}


def _fitted(wanted: Sequence[float], room: float) -> list[float]:
    """The widths; where there is not room for all, the widest are cut down to one measure.

    What is left over is shared out.
    """
    if sum(wanted) <= room:
        spare = (room - sum(wanted)) / len(wanted)
        return [width + spare for width in wanted]
    low, high = 0.0, room
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(min(w, middle) for w in wanted) <= room else (low, middle)
    return [min(width, low) for width in wanted]
