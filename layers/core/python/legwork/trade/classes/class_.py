"""Classes that students enroll in. Source of the rules: iClassPro's classes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
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


class ClassType(StrEnum):
    """What a class is. Whatever can be done with a class can be done with a camp."""

    CLASS = "class"
    """Meets again and again, term after term."""
    CAMP = "camp"
    """Meets for some days in a row, and is over then."""


class Proration(StrEnum):
    """How tuition is shared out when somebody comes for a part of the time."""

    MEETINGS = "meetings"
    """By the meetings that are left."""
    CALENDAR_MONTH = "calendar_month"
    """By the meetings that are left of those in the month."""
    FOUR_WEEKS = "four_weeks"
    """A quarter for each meeting that is left; four or more are the whole."""


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
    type: ClassType = ClassType.CLASS
    active: bool = True
    keywords: tuple[str, ...] = ()
    instructor: str | None = None
    """Id of who teaches it."""
    tuition_cents: int | None = None
    """What it costs, where an enrollment says nothing else."""
    billing_enabled: bool = True
    """Whether tuition is charged for it."""
    proration: Proration | None = None
    capacity: int | None = None
    """Most students at a session, counting those who make up for another one."""

    @property
    def name(self) -> str:
        """How people call it."""
        return self.title or self.id

    @property
    def description(self) -> tuple[object, ...]:
        """What a row of an import says of it."""
        return (self.title, self.section, self.location, self.age_min, self.age_max)

    @property
    def described(self) -> bool:
        """Whether more than its id is known."""
        return self.description != Class(id=self.id).description


_NEW = {
    "type": ClassType.CLASS.value,
    "active": True,
    "keywords": [],
    "instructor": None,
    "tuition_cents": None,
    "billing_enabled": True,
    "proration": None,
    "capacity": None,
}
"""What a record that does not say otherwise is."""


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
        **_settings(class_),
        LISTED: True,
    }
    return {name: value for name, value in item.items() if value is not None}


def _settings(class_: Class) -> Item:
    """What is not as in a new class: such a record is as the last release wrote it."""
    settings: dict[str, Any] = {
        "type": class_.type.value,
        "active": class_.active,
        "keywords": list(class_.keywords),
        "instructor": class_.instructor,
        "tuition_cents": class_.tuition_cents,
        "billing_enabled": class_.billing_enabled,
        "proration": class_.proration and class_.proration.value,
        "capacity": class_.capacity,
    }
    return {name: value for name, value in settings.items() if value != _NEW[name]}


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
        type=ClassType(item.get("type", ClassType.CLASS)),
        active=item.get("active", True),
        keywords=tuple(item.get("keywords", ())),
        instructor=item.get("instructor"),
        tuition_cents=item.get("tuition_cents"),
        billing_enabled=item.get("billing_enabled", True),
        proration=Proration(item["proration"]) if "proration" in item else None,
        capacity=item.get("capacity"),
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
