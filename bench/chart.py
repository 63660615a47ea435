"""Bar charts as SVG, readable on light and dark pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

_WIDTH: Final = 860
_LEFT: Final = 340
_ROW: Final = 34
_OURS, _OTHERS, _INK = "#2f6f9f", "#9aa5b1", "#1f2933"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar."""

    label: str
    value: float
    ours: bool = False


def bars(title: str, rows: Sequence[Bar], *, unit: str, largest: float) -> str:
    """A chart of horizontal bars.

    Args:
        title: what it shows.
        rows: from top to bottom.
        unit: in front of each number.
        largest: longer bars are cut off here, and say so.
    """
    height = 48 + _ROW * len(rows)
    size = f'viewBox="0 0 {_WIDTH} {height}" font-family="system-ui, sans-serif" font-size="13"'
    heading = 'x="12" y="26" font-size="15" font-weight="600"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size}>',
        f"<title>{escape(title)}</title>",
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text {heading} fill="{_INK}">{escape(title)}</text>',
    ]
    for place, bar in enumerate(rows):
        parts += _bar(bar, 44 + place * _ROW, unit, largest)
    return "\n".join([*parts, "</svg>", ""])


def _bar(bar: Bar, top: int, unit: str, largest: float) -> list[str]:
    length = (_WIDTH - _LEFT - 90) * min(bar.value, largest) / largest
    cut = " (cut off)" if bar.value > largest else ""
    weight = ' font-weight="600"' if bar.ours else ""
    text = f'y="{top + 16}" fill="{_INK}"{weight}'
    color = _OURS if bar.ours else _OTHERS
    label, number = escape(bar.label), f"{unit}{bar.value:.2f}{cut}"
    return [
        f'<text x="{_LEFT - 10}" text-anchor="end" {text}>{label}</text>',
        f'<rect x="{_LEFT}" y="{top + 2}" width="{length:.1f}" height="20" fill="{color}"/>',
        f'<text x="{_LEFT + length + 8:.1f}" {text}>{number}</text>',
    ]
