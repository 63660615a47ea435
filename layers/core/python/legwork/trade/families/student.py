"""Students: whose they are, what they are enrolled in, which makeup tokens they may still use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from legwork.domain.directory import LISTED, Entry
from legwork.domain.effect import Absent, Effect, Item, Key, Put
from legwork.domain.readable import readable
from legwork.domain.record import Records
from legwork.trade.imports.row_values import NAME_PATTERN


@dataclass(frozen=True, slots=True, kw_only=True)
class Student:
    """A student."""

    id: str
    family: str
    name: str = ""
    birth_day: str | None = None
    """YYYY-MM-DD, if it is known."""
    active: bool = True
    keywords: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    open_tokens: Mapping[str, str] = field(default_factory=dict)
    """Makeup tokens that are not used: by id the day on which they expire, or nothing for never.

    They stand here, in one record, so that a limit holds whoever makes tokens at the same moment.
    """

    @property
    def shown_name(self) -> str:
        """How people call them."""
        return self.name or self.id

    def open_on(self, day: str) -> dict[str, str]:
        """The tokens that have not expired by a day."""
        return {name: ends for name, ends in self.open_tokens.items() if not ends or ends >= day}


def student_key(student: str) -> Key:
    """A student."""
    return Key(f"STUDENT#{student}", "STUDENT")


def student_entry(student: str, name: str = "") -> Entry:
    """The student in the directory."""
    return Entry(noun="students", id=student, name=name)


def to_item(student: Student) -> Item:
    """The student as a record; what most students lack is left out of it."""
    rare: dict[str, Any] = {
        "name": student.name,
        "birth_day": student.birth_day,
        "keywords": list(student.keywords),
    }
    return {
        "id": student.id,
        **{name: value for name, value in rare.items() if value},
        **({} if student.active else {"active": False}),
        "family": student.family,
        "classes": list(student.classes),
        "open_tokens": dict(student.open_tokens),
        LISTED: True,
    }


def made(student: Student) -> Iterator[Effect]:
    """A new student, and the entries in the directory."""
    yield Put(student_key(student.id), to_item(student), (Absent(),))
    yield from student_entry(student.id, student.name).put()


@readable("student")
def from_item(item: Item) -> Student:
    """The student that a record holds."""
    return Student(
        id=item["id"],
        family=item["family"],
        name=item.get("name", ""),
        birth_day=item.get("birth_day"),
        active=item.get("active", True),
        keywords=tuple(item.get("keywords", ())),
        classes=tuple(item["classes"]),
        open_tokens=item["open_tokens"],
    )


def holds_token(item: Item | None, token: str) -> bool:
    """Whether a record is that of a student who may still use a token."""
    return item is not None and token in from_item(item).open_tokens


def find(ids: Iterable[str], records: Records) -> dict[str, Student]:
    """The students that exist among these, by id."""
    named = {name for name in ids if re.fullmatch(NAME_PATTERN, name)}
    found = records.get(student_key(name) for name in named)
    return {one.id: one for one in map(from_item, found.values())}
