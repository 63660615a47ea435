"""Keywords: what staff file families, students, staff, classes and camps under.

A keyword is of one type, that of the records it was first used for: whoever looks for the families
with a keyword never meets one that was meant for classes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from legwork.domain.effect import Absent, Effect, Item, Key, Put
from legwork.domain.errors import InvalidInput
from legwork.domain.readable import read_all, readable
from legwork.domain.record import Records

KEYWORD_PATTERN = r"^[^#;\s\x00-\x1f\x7f]([^#;\x00-\x1f\x7f]{0,62}[^#;\s\x00-\x1f\x7f])?$"
"""Anything printable but number sign and semicolon, no spaces around it."""
KEYWORDS_LIMIT = 20
"""Most keywords of a record, or of a task."""
_PARTITION = "KEYWORDS"


class KeywordType(StrEnum):
    """What a keyword is for."""

    FAMILY = "family"
    STUDENT = "student"
    STAFF = "staff"
    CLASS = "class"
    CAMP = "camp"

    @property
    def article(self) -> str:
        """The type as part of a sentence."""
        return f"a {self.value}" if self is not KeywordType.STAFF else "staff"


@dataclass(frozen=True, slots=True)
class Keyword:
    """A keyword that is in use."""

    name: str
    type: KeywordType


def keyword_key(name: str) -> Key:
    """A keyword."""
    return Key(_PARTITION, name)


@readable("keyword")
def from_item(item: Item) -> Keyword:
    """The keyword that a record holds."""
    return Keyword(item["name"], KeywordType(item["type"]))


def is_keyword(text: str) -> bool:
    """Whether something can be a keyword."""
    return re.fullmatch(KEYWORD_PATTERN, text) is not None


def all_of(
    records: Records, *, first: str = "", after: str | None = None, strict: bool = True
) -> Iterator[Keyword]:
    """An account's keywords in order, from one on or behind one."""
    rows = records.query(_PARTITION, first=first, after=after)
    return read_all((item for _, item in rows), from_item, strict=strict)


def find(names: Iterable[str], records: Records) -> dict[str, Keyword]:
    """The keywords that are in use among these, by name."""
    found = records.get(keyword_key(name) for name in {*names} if is_keyword(name))
    return {one.name: one for one in map(from_item, found.values())}


def check(
    names: Collection[str],
    of: KeywordType,
    known: Mapping[str, Keyword],
    *,
    field: str = "keywords",
) -> None:
    """Refuse what is no keyword, or one of another type.

    Raises:
        InvalidInput: names the field.
    """
    for name in names:
        if not is_keyword(name):
            raise InvalidInput.of(
                field, f"'{name[:64]}' is no keyword: at most 64 characters, no number sign or ';'"
            )
        if name in known and known[name].type is not of:
            raise InvalidInput.of(
                field,
                f"'{name}' is a keyword for {known[name].type.value}, not for {of.value}: "
                "take another one",
            )
    if len(names) > KEYWORDS_LIMIT:
        raise InvalidInput.of(field, f"at most {KEYWORDS_LIMIT}")


def use(names: Iterable[str], of: KeywordType, known: Collection[str]) -> Iterator[Effect]:
    """Write down of which type those are that nobody has used before.

    Args:
        names: checked.
        of: the type of the records that get them.
        known: those that are in use.
    """
    for name in sorted({*names} - {*known}):
        yield Put(keyword_key(name), {"name": name, "type": of.value}, (Absent(),))


def file_under(names: Collection[str], of: KeywordType, records: Records) -> Iterator[Effect]:
    """Check the keywords that a record gets by hand, and write down those that are new.

    Raises:
        InvalidInput: one is none, or one of another type; or there are too many.
    """
    known = find(names, records)
    check(names, of, known)
    yield from use(names, of, known)
