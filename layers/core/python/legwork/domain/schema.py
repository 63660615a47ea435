"""The number of the rows' format: which rows a release can read.

Releases follow each other while both are at work, and may be taken back. So a format changes in two
steps: first a release that reads the new one (`READS` goes up), then one that writes it (`WRITES`
follows). An attribute that may be missing, and that nobody is misled by who does not know it,
changes nothing: such a row keeps its number.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ATTRIBUTE = "v"
"""Of every row of the engine; the first release wrote none."""
WRITES = 1
"""The number of what this release writes."""
READS = 1
"""The highest number that this release reads."""
MARK: Mapping[str, Any] = {ATTRIBUTE: WRITES}
"""What a new row carries."""


class Later(ValueError):
    """A later release wrote the row, in a format that this one does not read."""


def check(row: Mapping[str, Any]) -> None:
    """Refuse a row that this release would misread.

    Raises:
        Later: its number is higher than any that is read here.
        ValueError: its number is none.
    """
    number = row.get(ATTRIBUTE, 0)
    if type(number) is not int:
        raise ValueError(ATTRIBUTE)
    if number > READS:
        raise Later
