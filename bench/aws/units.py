"""DynamoDB's own arithmetic: how large a row is, and how many units its reads and writes take.

Source: the DynamoDB developer guide, "Item sizes and formats" and "Capacity unit consumption".
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

WRITE_BYTES: Final = 1024
READ_BYTES: Final = 4096
_NESTED = 3
"""Bytes that a list or a map takes by itself; each of its parts takes one more."""


def size_of(row: Mapping[str, Mapping[str, Any]]) -> int:
    """Bytes of a row: its attributes' names and values."""
    return sum(_length(name) + _size(value) for name, value in row.items())


def _size(attribute: Mapping[str, Any]) -> int:
    ((kind, value),) = attribute.items()
    match kind:
        case "S":
            return _length(value)
        case "N":
            return 1 + (len(value.lstrip("-").strip("0")) + 1) // 2
        case "L":
            return _NESTED + sum(1 + _size(part) for part in value)
        case "M":
            return _NESTED + sum(1 + _length(name) + _size(part) for name, part in value.items())
    return 1


def _length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode())


def write_units(size: int) -> int:
    """Units of writing as many bytes; a write of nothing counts as one."""
    return max(1, math.ceil(size / WRITE_BYTES))


def read_units(size: int) -> int:
    """Units of reading as many bytes, strongly consistent; a read of nothing counts as one."""
    return max(1, math.ceil(size / READ_BYTES))
