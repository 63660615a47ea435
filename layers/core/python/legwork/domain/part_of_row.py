"""Parts of rows as values: of the fields that are known here, and no others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


def part_of_row(of: type[T], stored: Mapping[str, Any]) -> T:
    """A value of the fields that this release knows: a later one may have written more."""
    hashable: Any = of
    known = _names(hashable)
    return of(**{name: value for name, value in stored.items() if name in known})


@cache
def _names(of: Any) -> frozenset[str]:
    return frozenset(field.name for field in fields(of))
