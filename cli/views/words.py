"""Numbers, money, times and names, as people read them."""

from datetime import datetime

from rich import box
from rich.table import Table
from rich.text import Text


def plain(value: object) -> str:
    """Text that others wrote, without the control characters that could steer a terminal."""
    return "".join(
        char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in str(value)
    )


def number(value: int) -> str:
    """A whole number with its thousands apart."""
    return f"{value:,}"


def money(cents: int) -> str:
    """Cents as dollars."""
    sign = "-" if cents < 0 else ""
    return f"{sign}${abs(cents) // 100:,}.{abs(cents) % 100:02}"


def moment(instant: str | None) -> str:
    """An RFC 3339 time in the reader's own zone, to the second."""
    if not instant:
        return ""
    return datetime.fromisoformat(instant).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def slot(starts_at: str, ends_at: str) -> str:
    """The time of a reservation: the day once, if it ends on the day it starts."""
    day, _, start = starts_at.partition("T")
    end_day, _, end = ends_at.partition("T")
    return f"{day} {start}–{end}" if day == end_day else f"{day} {start} – {end_day} {end}"


def grid(*headings: str, right: tuple[str, ...] = ()) -> Table:
    """An empty table; the columns named in ``right`` hold numbers."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        table.add_column(heading, justify="right" if heading in right else "left")
    return table


def facts(**pairs: str) -> Table:
    """Names and values below each other; an underscore in a name is a space."""
    table = Table(box=None, show_header=False, pad_edge=False)
    for name, value in pairs.items():
        table.add_row(Text(name.replace("_", " "), style="dim"), value)
    return table


def heading(words: str) -> Text:
    """The first line of an answer."""
    return Text(words, style="bold")
