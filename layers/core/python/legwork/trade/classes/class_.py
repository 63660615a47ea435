"""Classes that students enroll in. Source of the rules: iClassPro's classes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from legwork.domain.directory import LISTED, Entry
from legwork.domain.effect import Item, Key
from legwork.domain.errors import InvalidInput
from legwork.domain.readable import readable
from legwork.domain.record import Records
from legwork.domain.task import Result
from legwork.trade.imports.row_values import NAME_PATTERN

CLASSES_LIMIT = 200
"""Most classes that one task may name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Class:
    """A class. What an import of enrollments makes knows nothing but its id."""

    id: str
    title: str = ""
    section: str = ""
    location: str = ""
    age_min: int | None = None
    """In years."""
    age_max: int | None = None

    @property
    def name(self) -> str:
        """How people call it."""
        return self.title or self.id

    @property
    def described(self) -> bool:
        """Whether more than its id is known."""
        return self != Class(id=self.id)


def class_key(class_id: str) -> Key:
    """A class."""
    return Key(f"CLASS#{class_id}", "CLASS")


def class_entry(class_id: str, title: str) -> Entry:
    """The class in the directory."""
    return Entry(noun="classes", id=class_id, name=title)


def to_item(class_: Class) -> Item:
    """The class as a record."""
    item: dict[str, Any] = {
        "id": class_.id,
        "title": class_.title,
        "section": class_.section,
        "location": class_.location,
        "age_min": class_.age_min,
        "age_max": class_.age_max,
        LISTED: True,
    }
    return {name: value for name, value in item.items() if value is not None}


@readable("class")
def from_item(item: Item) -> Class:
    """The class that a record holds."""
    return Class(
        id=item["id"],
        title=item["title"],
        section=item["section"],
        location=item["location"],
        age_min=item.get("age_min"),
        age_max=item.get("age_max"),
    )


def find(ids: Iterable[str], records: Records) -> dict[str, Class]:
    """The classes that exist among these, by id."""
    named = {name for name in ids if re.fullmatch(NAME_PATTERN, name)}
    found = records.get(class_key(name) for name in named)
    return {one.id: one for one in map(from_item, found.values())}


def check_all(ids: Iterable[str], records: Records) -> None:
    """Refuse classes that do not exist.

    Raises:
        InvalidInput: names the field ``classes`` and those that are unknown.
    """
    named = sorted(set(ids))
    refuse_unknown("classes", named, find(named, records))


def refuse_unknown(field: str, named: Iterable[str], known: Iterable[str]) -> None:
    """Refuse names that nothing is known of.

    Raises:
        InvalidInput: names the field and some of the names.
    """
    unknown = sorted(set(named) - set(known))
    if unknown:
        shown = ", ".join(f"'{name[:64]}'" for name in unknown[:3])
        more = f" and {len(unknown) - 3} more" if len(unknown) > 3 else ""
        raise InvalidInput.of(
            field, f"there is no {shown}{more}: correct the name, or import it first"
        )


def result_of(classes: Sequence[str], summary: str) -> Result:
    """A task's result that is the sessions of classes: with a link where it is about one."""
    if len(classes) != 1:
        return Result("records", "class_sessions", "", summary)
    href = f"/v1/classes/{quote(classes[0], safe='')}/sessions"
    return Result("records", classes[0], href, summary)
