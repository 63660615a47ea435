"""What is filed under keywords: records of each type, as a task chooses and finds them."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from legwork.domain.directory import BUCKETS, Entry, partition_of
from legwork.domain.effect import Item, Key
from legwork.domain.record import Records
from legwork.trade.classes import class_ as classes
from legwork.trade.classes import instructor as instructors
from legwork.trade.classes.class_ import ClassType, class_key
from legwork.trade.classes.instructor import instructor_key
from legwork.trade.families import family as families
from legwork.trade.families import saved_list
from legwork.trade.families import student as students
from legwork.trade.families.family import family_key
from legwork.trade.families.keyword import KeywordType
from legwork.trade.families.selection import Selection, homes
from legwork.trade.families.student import Student, student_key
from legwork.trade.mail.audience import Entry as Home

_AT_ONCE = 100
"""Records that are read at once."""
_STUDENT = "\t"
"""Between a family and its student in a key: it sorts before whatever a name may hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which records of a type: everyone, or those that one of the others names."""

    type: KeywordType
    everyone: bool = False
    classes: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    students: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    having: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()

    @property
    def selection(self) -> Selection:
        """The families among which they are."""
        return Selection(
            everyone=self.everyone,
            classes=self.classes,
            families=self.families,
            keywords=self.having,
            lists=self.lists,
        )


FIELDS: Final[Mapping[KeywordType, tuple[str, ...]]] = {
    KeywordType.FAMILY: ("classes", "families", "having", "lists"),
    KeywordType.STUDENT: ("classes", "families", "students", "having", "lists"),
    KeywordType.STAFF: ("staff", "having", "lists"),
    KeywordType.CLASS: ("classes", "having", "lists"),
    KeywordType.CAMP: ("classes", "having", "lists"),
}
"""By what records of each type can be chosen."""


def targets(chosen: Chosen, records: Records, after: str | None = None) -> Iterator[str]:
    """Keys of the chosen records in ascending order, behind one of them."""
    match chosen.type:
        case KeywordType.FAMILY:
            return (home.key for home in homes(chosen.selection, records, after=after))
        case KeywordType.STUDENT:
            return _students(chosen, records, after)
        case KeywordType.STAFF:
            named = {*chosen.staff, *saved_list.ids_in(chosen.lists, records)}
            return _by_name("staff", named, chosen, records, after)
    named = {*chosen.classes, *saved_list.ids_in(chosen.lists, records)}
    return _by_name("classes", named, chosen, records, after)


def id_of(type_: KeywordType, target: str) -> str:
    """The id of the record that a key names."""
    if type_ is KeywordType.FAMILY:
        return Home.read(target).family
    return target.rsplit(_STUDENT, 1)[1]


def key_of(type_: KeywordType, target: str) -> Key:
    """Where the record lies that a key names."""
    return _KEYS[type_](id_of(type_, target))


_KEYS: Final[Mapping[KeywordType, Callable[[str], Key]]] = {
    KeywordType.FAMILY: family_key,
    KeywordType.STUDENT: student_key,
    KeywordType.STAFF: instructor_key,
    KeywordType.CLASS: class_key,
    KeywordType.CAMP: class_key,
}


def keywords_of(type_: KeywordType, item: Item) -> tuple[str, ...] | None:
    """What a record is filed under; nothing when it is of another type by now."""
    if type_ in (KeywordType.CLASS, KeywordType.CAMP):
        found = classes.from_item(item)
        return found.keywords if found.type.value == type_.value else None
    read: Any = {
        KeywordType.FAMILY: families.from_item,
        KeywordType.STUDENT: students.from_item,
        KeywordType.STAFF: instructors.from_item,
    }[type_]
    kept: tuple[str, ...] = read(item).keywords
    return kept


# --- Students: by their families --------------------------------------------------------------


def _students(chosen: Chosen, records: Records, after: str | None) -> Iterator[str]:
    named = {*chosen.students, *saved_list.ids_in(chosen.lists, records)}
    of = {one.family for one in students.find(named, records).values()}
    among = Selection(
        everyone=chosen.everyone or bool(chosen.having),
        classes=chosen.classes,
        families=tuple(sorted({*chosen.families, *of})),
    )

    def wanted(student: Student) -> bool:
        return (
            chosen.everyone
            or student.id in named
            or student.family in chosen.families
            or not {*student.classes}.isdisjoint(chosen.classes)
            or not {*student.keywords}.isdisjoint(chosen.having)
        )

    begin = None if after is None else Home.read(after.split(_STUDENT)[0])
    if begin is not None:
        yield from (key for key in _of_homes([begin], wanted, records) if key > (after or ""))
    rest = homes(among, records, after=begin.key if begin else None)
    while part := list(islice(rest, _AT_ONCE)):
        yield from _of_homes(part, wanted, records)


def _of_homes(
    part: Sequence[Home], wanted: Callable[[Student], bool], records: Records
) -> Iterator[str]:
    known = families.find((home.family for home in part), records)
    found = students.find((s for one in known.values() for s in one.students), records)
    for home in part:
        for name in sorted(known[home.family].students if home.family in known else ()):
            if name in found and wanted(found[name]):
                yield f"{home.key}{_STUDENT}{name}"


# --- Staff, classes and camps: by the directory ----------------------------------------------


def _by_name(
    noun: str, named: Iterable[str], chosen: Chosen, records: Records, after: str | None
) -> Iterator[str]:
    known = sorted(Entry(noun=noun, id=name).key.sort for name in named)
    rest: Iterator[str] = (sort for sort in known if after is None or sort > after)
    if chosen.everyone or chosen.having:
        rest = _directory(noun, records, after)
    while part := list(islice(rest, _AT_ONCE)):
        items = records.get(key_of(chosen.type, sort) for sort in part)
        for sort in part:
            item = items.get(key_of(chosen.type, sort))
            kept = None if item is None else keywords_of(chosen.type, item)
            if kept is not None and (
                chosen.everyone or sort in known or not {*kept}.isdisjoint(chosen.having)
            ):
                yield sort


def _directory(noun: str, records: Records, after: str | None) -> Iterator[str]:
    """The entries of a noun under their ids, in order."""
    buckets = (records.query(partition_of(noun, bucket), after=after) for bucket in range(BUCKETS))
    for sort, item in heapq.merge(*buckets, key=lambda row: row[0]):
        if sort == Entry(noun=noun, id=item["id"]).key.sort:
            yield sort


def check_type(names: Iterable[str], type_: KeywordType, records: Records) -> Iterator[str]:
    """Classes among these that are camps, or the other way round."""
    wanted = ClassType(type_.value)
    return (one.id for one in classes.find(names, records).values() if one.type is not wanted)
