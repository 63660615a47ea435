"""A statement on paper: who, what, how much, and how old; one family after the other."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from legwork.domain.day import in_words
from legwork.trade.money.ageing import NAMES
from legwork.trade.money.posting import dollars
from legwork.trade.money.statement import Due, Statement
from legwork.trade.reports.fonts import BOLD, REGULAR, ruler
from legwork.trade.reports.sheet import plain

MEDIA_TYPE = "application/pdf"
_WIDTH, _HEIGHT = letter
_LEFT, _RIGHT = 54.0, letter[0] - 54.0
_SIZE, _ROW = 9.5, 16.0
_FIRST_ROWS, _MORE_ROWS = 24, 38
"""Lines that the first page of a statement has room for, and each that follows."""
_DUE_X, _WHAT_X = _LEFT + 74, _LEFT + 148
_INK, _GREY, _RULE, _BAND = (HexColor(c) for c in ("#1f2937", "#6b7280", "#d1d5db", "#eef1f5"))
_UNUSED = "Payments and credits not used yet"


class StatementPages:
    """Draws statements, one after the other, each on pages of its own.

    Args:
        account: whose families they go to; it heads those that say no name.
        target: the file, or a buffer.
    """

    def __init__(self, account: str, target: Path | BytesIO) -> None:
        self._account = plain(account)
        file = str(target) if isinstance(target, Path) else target
        self._canvas = Canvas(file, pagesize=letter, pageCompression=1)
        self._canvas.setTitle("Statement")
        self._canvas.setCreator("Legwork")
        ruler(REGULAR)
        self._bold = ruler(BOLD)

    def save(self) -> None:
        """Write the file."""
        self._canvas.save()

    def add(self, statement: Statement) -> None:
        """Draw the statement of one family."""
        rows = [*statement.due]
        if statement.in_hand_cents:
            rows.append(Due("", "", _UNUSED, -statement.in_hand_cents))
        pages = _cut(rows)
        for number, page in enumerate(pages, start=1):
            y = self._head(statement) if number == 1 else _HEIGHT - 72
            y = self._rows(page, y)
            if number == len(pages):
                self._foot(statement, y)
            self._put(REGULAR, 8, _GREY)
            sender = self._letterhead(statement)[0]
            self._canvas.drawString(_LEFT, 36, f"{sender} · {plain(statement.name)}")
            self._canvas.drawRightString(_RIGHT, 36, f"Page {number} of {len(pages)}")
            self._canvas.showPage()

    def _head(self, statement: Statement) -> float:
        canvas = self._canvas
        self._put(BOLD, 20, _INK)
        canvas.drawString(_LEFT, _HEIGHT - 72, "Statement")
        self._put(REGULAR, _SIZE, _GREY)
        lines = [*self._letterhead(statement)[:5], in_words(statement.day)]
        for n, line in enumerate(lines):
            shown = ruler(REGULAR).cut(line, _SIZE, 300)
            canvas.drawRightString(_RIGHT, _HEIGHT - 64 - 13 * n, shown)
        y = min(_HEIGHT - 112, _HEIGHT - 64 - 13 * len(lines) - 20)
        self._put(BOLD, _SIZE + 1, _INK)
        canvas.drawString(_LEFT, y, self._bold.cut(plain(statement.name), _SIZE + 1, 300))
        self._put(REGULAR, _SIZE, _INK)
        for n, line in enumerate(statement.address.splitlines()[:4], start=1):
            canvas.drawString(_LEFT, y - 13 * n, ruler(REGULAR).cut(plain(line), _SIZE, 300))
        self._put(BOLD, 22, _INK)
        canvas.drawRightString(_RIGHT, y - 8, dollars(statement.balance_cents))
        self._put(REGULAR, _SIZE, _GREY)
        canvas.drawRightString(_RIGHT, y - 24, "Balance due")
        return y - 84

    def _rows(self, rows: Sequence[Due], y: float) -> float:
        self._put(BOLD, _SIZE, _INK)
        for x, name in ((_LEFT, "Date"), (_DUE_X, "Due by"), (_WHAT_X, "For")):
            self._canvas.drawString(x, y, name)
        self._canvas.drawRightString(_RIGHT, y, "Left to pay")
        self._line(y - 5, 0.8, _INK)
        self._put(REGULAR, _SIZE, _INK)
        for row in rows:
            y -= _ROW
            what = ruler(REGULAR).cut(plain(row.what), _SIZE, _RIGHT - _WHAT_X - 80)
            for x, text in ((_LEFT, row.day), (_DUE_X, row.due_day), (_WHAT_X, what)):
                self._canvas.drawString(x, y, text)
            self._canvas.drawRightString(_RIGHT, y, dollars(row.cents))
            self._line(y - 5, 0.3, _RULE)
        return y

    def _foot(self, statement: Statement, y: float) -> None:
        y -= _ROW + 4
        self._put(BOLD, _SIZE, _INK)
        self._canvas.drawString(_WHAT_X, y, "Balance due")
        self._canvas.drawRightString(_RIGHT, y, dollars(statement.balance_cents))
        self._line(y - 5, 0.8, _INK)
        y -= 52
        self._canvas.setFillColor(_BAND)
        self._canvas.rect(_LEFT, y - 8, _RIGHT - _LEFT, 38, stroke=0, fill=1)
        width = (_RIGHT - _LEFT) / len(NAMES)
        for n, (name, cents) in enumerate(zip(NAMES, statement.ages, strict=True)):
            x = _LEFT + width * n + 10
            self._put(REGULAR, 8, _GREY)
            self._canvas.drawString(x, y + 16, f"Due for {name[0].lower()}{name[1:]}")
            self._put(BOLD, _SIZE + 0.5, _INK)
            self._canvas.drawString(x, y + 1, dollars(cents))

    def _letterhead(self, statement: Statement) -> list[str]:
        return [plain(line) for line in statement.letterhead.splitlines()] or [self._account]

    def _put(self, font: str, size: float, colour: Color) -> None:
        self._canvas.setFont(font, size)
        self._canvas.setFillColor(colour)

    def _line(self, y: float, width: float, colour: Color) -> None:
        self._canvas.setStrokeColor(colour)
        self._canvas.setLineWidth(width)
        self._canvas.line(_LEFT, y, _RIGHT, y)


def statement_pdf(account: str, statement: Statement) -> bytes:
    """One statement as a file."""
    buffer = BytesIO()
    pages = StatementPages(account, buffer)
    pages.add(statement)
    pages.save()
    return buffer.getvalue()


def _cut(rows: Sequence[Due]) -> list[Sequence[Due]]:
    pages, rest = [rows[:_FIRST_ROWS]], rows[_FIRST_ROWS:]
    while rest:
        pages.append(rest[:_MORE_ROWS])
        rest = rest[_MORE_ROWS:]
    return pages
