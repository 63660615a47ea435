"""The font of all pages: Roboto, which has the letters of Europe and of Vietnam."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont

REGULAR, BOLD = "Roboto", "Roboto-Bold"
_FILES = {REGULAR: "Roboto-Regular.ttf", BOLD: "Roboto-Bold.ttf"}
_ELLIPSIS = "…"


class Ruler:
    """Measures text of one font. ReportLab's own way looks every letter up anew.

    Args:
        font: its name.
    """

    def __init__(self, font: str) -> None:
        face = _registered(font).face
        self._widths: dict[int, float] = face.charWidths
        self._default: float = face.defaultWidth

    def width(self, text: str, size: float) -> float:
        """How wide a text is, in points."""
        default, widths = self._default, self._widths
        return sum([widths.get(ord(letter), default) for letter in text]) * size / 1000

    def cut(self, text: str, size: float, room: float) -> str:
        """The text, or as much of its beginning as there is room for."""
        if self.width(text, size) <= room:
            return text
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            fits = self.width(text[:middle] + _ELLIPSIS, size) <= room
            low, high = (middle, high) if fits else (low, middle - 1)
        return text[:low].rstrip() + _ELLIPSIS

    def wrap(self, text: str, size: float, room: float, *, lines: int) -> list[str]:
        """The text in so many lines at most; what goes beyond is cut off."""
        if self.width(text, size) <= room:
            return [text]
        found, line = list[str](), ""
        words = text.split(" ")
        for place, word in enumerate(words):
            longer = f"{line} {word}" if line else word
            if line and self.width(longer, size) > room:
                if len(found) == lines - 1:
                    return [*found, self.cut(" ".join([line, *words[place:]]), size, room)]
                found.append(self.cut(line, size, room))
                line = word
            else:
                line = longer
        return [*found, self.cut(line, size, room)]


@cache
def ruler(font: str) -> Ruler:
    """The ruler of a font, which can be written with from then on."""
    return Ruler(font)


def _registered(font: str) -> TTFont:
    loaded = TTFont(font, str(files("font_roboto").joinpath("files", _FILES[font])))
    registerFont(loaded)
    return loaded
