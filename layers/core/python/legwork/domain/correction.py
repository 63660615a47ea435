"""Corrections: a record is changed on condition that all of it still is as it was read.

There is no number of a version to count up: tasks and imports change records without knowing of
corrections, and so does a record of the last release.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

from legwork.domain.effect import Foreign, Item, Key, Present, Update, as_read

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")


def restated(record: T, said: Mapping[str, Any]) -> T:
    """A record of which some fields are said anew.

    Args:
        record: as it was read.
        said: by name; None for what is to be as a new record has it.
    """
    return replace(
        record, **{name: _new(record, name) if v is None else v for name, v in said.items()}
    )


def _new(record: DataclassInstance, name: str) -> Any:
    [field] = [one for one in fields(record) if one.name == name]
    if field.default_factory is not MISSING:
        return field.default_factory()
    return None if field.default is MISSING else field.default


def corrected(key: Key, found: Item, before: Item, after: Item) -> Iterator[Update]:
    """The write that makes one record of another; nothing when they are the same.

    What a later release has added to the record is left as it is, and is part of the condition.

    Args:
        key: where the record lies.
        found: the record as it was read.
        before: as this release writes what it read of it.
        after: as this release writes what it is to be.
    """
    changed = {name: value for name, value in after.items() if found.get(name) != value}
    gone = tuple(sorted(name for name in before if name in found and name not in after))
    if not changed and not gone:
        return
    # What no record of ours holds cannot be compared.
    known = [name for name in found if not isinstance(found[name], Foreign)]
    read = as_read(found, *known, *sorted(after.keys() - found.keys()))
    yield Update(key, set=changed, remove=gone, expect=(Present(), *read))
