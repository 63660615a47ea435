"""Instructors: staff who teach. Not those who log in; who does both has two records."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from legwork.domain.directory import LISTED, Entry
from legwork.domain.effect import Absent, Check, Effect, Equals, Item, Key, Put, Update
from legwork.domain.errors import InvalidInput
from legwork.domain.readable import readable
from legwork.domain.record import Records
from legwork.trade.classes.session import NOBODY, PRESENT
from legwork.trade.imports.row_values import NAME_PATTERN

RESERVED = frozenset({NOBODY, PRESENT})
"""What no instructor is called: these words stand for a choice where an instructor is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instructor:
    """A staff member who teaches."""

    id: str
    name: str = ""
    email: str = ""
    """As it was handed in: may be empty, or no address at all."""
    phone: str = ""
    location: str = ""
    """Where they mostly teach; a clash is looked for everywhere."""
    active: bool = True
    keywords: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    """The classes that name them as their instructor: written with the class."""

    @property
    def called(self) -> str:
        """How people call them."""
        return self.name or self.id


def instructor_key(instructor: str) -> Key:
    """An instructor."""
    return Key(f"STAFF#{instructor}", "STAFF")


def instructor_entry(instructor: str, name: str) -> Entry:
    """The instructor in the directory."""
    return Entry(noun="staff", id=instructor, name=name)


def to_item(instructor: Instructor) -> Item:
    """The instructor as a record."""
    item: dict[str, Any] = {
        "id": instructor.id,
        "name": instructor.name,
        "email": instructor.email,
        "phone": instructor.phone,
        "location": instructor.location,
        "active": instructor.active,
        "keywords": list(instructor.keywords),
        "classes": list(instructor.classes),
        LISTED: True,
    }
    return item


def made(instructor: Instructor) -> Iterator[Effect]:
    """A new instructor, and the entries in the directory."""
    yield Put(instructor_key(instructor.id), to_item(instructor), (Absent(),))
    yield from instructor_entry(instructor.id, instructor.name).put()


@readable("staff member")
def from_item(item: Item) -> Instructor:
    """The instructor that a record holds."""
    return Instructor(
        id=item["id"],
        name=item["name"],
        email=item["email"],
        phone=item["phone"],
        location=item["location"],
        active=item["active"],
        keywords=tuple(item["keywords"]),
        classes=tuple(item["classes"]),
    )


def find(ids: Iterable[str], records: Records) -> dict[str, Instructor]:
    """The instructors that exist among these, by id."""
    named = {name for name in ids if re.fullmatch(NAME_PATTERN, name)} - RESERVED
    found = records.get(instructor_key(name) for name in named)
    return {one.id: one for one in map(from_item, found.values())}


def check_teaches(field: str, names: Iterable[str], records: Records) -> None:
    """Refuse to let somebody teach who does not exist, or does not teach any more.

    Raises:
        InvalidInput: names the field and some of the names.
    """
    named = sorted(set(names))
    found = find(named, records)
    for name in named:
        if name not in found:
            raise InvalidInput.of(
                field, f"there is no staff member '{name[:64]}': correct the name, or add them"
            )
        if not found[name].active:
            raise InvalidInput.of(
                field, f"'{name[:64]}' does not teach any more: name another one, or make active"
            )


# --- Which classes they have -----------------------------------------------------------------


def with_class(instructor: Instructor, class_id: str) -> Update:
    """Let an instructor have a class more; the class itself names them in the same transaction."""
    return _have(instructor, [*instructor.classes, class_id])


def without_class(instructor: Instructor, class_id: str) -> Update:
    """Let an instructor have a class less."""
    return _have(instructor, [name for name in instructor.classes if name != class_id])


def _have(instructor: Instructor, classes: Sequence[str]) -> Update:
    # Who has stopped teaching meanwhile does not get a class.
    expect = _as_it_was_read(instructor)
    return Update(instructor_key(instructor.id), set={"classes": list(classes)}, expect=expect)


def unchanged(instructor: Instructor) -> Check:
    """Refuse what is decided on an instructor's classes if they, or whether they teach, changed."""
    return Check(instructor_key(instructor.id), _as_it_was_read(instructor))


def _as_it_was_read(instructor: Instructor) -> tuple[Equals, ...]:
    return (
        Equals("active", instructor.active),
        Equals("classes", list(instructor.classes)),
    )
