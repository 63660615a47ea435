"""The lines of a report in order, on disk: as many as there may be, in little memory."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from legwork.domain.part import Cell, Line

_CACHE_KIB = 16_384
_AT_ONCE = 1_000
_DIGITS = re.compile(r"[0-9]+")
_DIGITS_WIDE = 15
_NUMBER_BIAS = 10**18


class SortedLines:
    """Takes lines in any order and gives them out sorted, as often as wanted.

    Args:
        folder: where they lie meanwhile.
        order: the columns that they are sorted by; lines that are alike there stay as they came.
    """

    def __init__(self, folder: Path, *, order: Sequence[int]) -> None:
        self._order = tuple(order)
        self._lines = sqlite3.connect(folder / "lines.sqlite", isolation_level=None)
        for pragma in ("journal_mode = off", "synchronous = off", f"cache_size = -{_CACHE_KIB}"):
            self._lines.execute(f"pragma {pragma}")
        self._lines.execute("create table lines (sort text, line text)")
        self.count = 0

    def __enter__(self) -> SortedLines:
        return self

    def __exit__(self, *_: object) -> None:
        self._lines.close()

    def take(self, lines: Iterable[Line]) -> None:
        """Take lines in."""
        left = iter(lines)
        self._lines.execute("begin")
        while some := list(islice(left, _AT_ONCE)):
            self.count += len(some)
            rows = [(self._sort_key(line), json.dumps(line)) for line in some]
            self._lines.executemany("insert into lines values (?, ?)", rows)
        self._lines.execute("commit")

    def __iter__(self) -> Iterator[Line]:
        for (line,) in self._lines.execute("select line from lines order by sort, rowid"):
            yield tuple(json.loads(line))

    def _sort_key(self, line: Line) -> str:
        return "\x1f".join(_sortable(line[column]) for column in self._order)


def _sortable(cell: Cell) -> str:
    """A text that sorts as people expect: nothing first, Field 2 before Field 10."""
    if cell is None:
        return ""
    if isinstance(cell, int):
        return f"{cell + _NUMBER_BIAS:020}"
    return _DIGITS.sub(lambda found: found[0].zfill(_DIGITS_WIDE), cell.casefold())
