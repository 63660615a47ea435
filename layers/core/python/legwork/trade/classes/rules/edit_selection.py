"""Which records a quick edit is about: by id, by class, by keyword, or all of them.

Their order is that of the directory, or that of the places of students in their classes: each key
of a target begins with where it stands in that order and ends with the id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, islice

from legwork.domain import directory
from legwork.domain.directory import LENGTH, folded
from legwork.domain.effect import Item, Key
from legwork.domain.errors import InvalidInput
from legwork.domain.record import Records
from legwork.trade.classes import class_ as classes
from legwork.trade.classes import enrollment as enrollments
from legwork.trade.classes.class_ import ClassType, class_key
from legwork.trade.classes.rules.students_of_classes import places_of_students, student_of
from legwork.trade.families.family import family_key
from legwork.trade.families.student import student_key

_AT_ONCE = 100


class What(StrEnum):
    """What a quick edit is about."""

    CLASSES = "classes"
    CAMPS = "camps"
    STUDENTS = "students"
    FAMILIES = "families"

    @property
    def noun(self) -> str:
        """The list of the directory that they are on."""
        return What.CLASSES.value if self is What.CAMPS else self.value

    def key(self, name: str) -> Key:
        """The record of one."""
        match self:
            case What.STUDENTS:
                return student_key(name)
            case What.FAMILIES:
                return family_key(name)
            case _:
                return class_key(name)

    def has(self, item: Item) -> bool:
        """Whether a record is one of them: a class is no camp."""
        if self.noun != What.CLASSES.value:
            return True
        of_type = ClassType.CAMP if self is What.CAMPS else ClassType.CLASS
        return bool(item.get("type", ClassType.CLASS.value) == of_type.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditSelection:
    """Which of them: in exactly one of these ways."""

    what: What
    ids: tuple[str, ...] = ()
    in_classes: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    everyone: bool = False


def id_of(target: str) -> str:
    """The record that a target is: names have no tabs in them."""
    return target.rpartition("\t")[2]


def check(selection: EditSelection, records: Records) -> None:
    """Refuse a selection of nobody, or of what does not exist.

    Raises:
        InvalidInput: names the field.
    """
    ways = ("ids", "in_classes", "keywords", "everyone")
    chosen = [way for way in ways if getattr(selection, way)]
    if not chosen:
        raise InvalidInput.of("ids", "nothing is chosen: name ids, classes, keywords, or everyone")
    if len(chosen) > 1:
        raise InvalidInput.of(chosen[1], f"{chosen[0]} is chosen already: leave one of them out")
    _check_ids(selection, records)
    if selection.in_classes:
        if selection.what.noun == What.CLASSES.value:
            raise InvalidInput.of("in_classes", "for students and families: name ids instead")
        known = classes.find(selection.in_classes, records)
        classes.refuse_unknown("in_classes", selection.in_classes, known)
    if next(targets(selection, records, None), None) is None:
        raise InvalidInput.of(chosen[0], "there is nobody in this selection")


def _check_ids(selection: EditSelection, records: Records) -> None:
    found = _read(selection.ids, selection.what, records)
    classes.refuse_unknown("ids", selection.ids, found)
    other = sorted(name for name, item in found.items() if not selection.what.has(item))
    if other:
        kind = "camp" if selection.what is What.CLASSES else "class"
        raise InvalidInput.of("ids", f"'{other[0][:64]}' is a {kind}, none of the {selection.what}")


def _read(names: Iterable[str], what: What, records: Records) -> dict[str, Item]:
    keys = {what.key(name): name for name in names}
    return {keys[key]: item for key, item in records.get(keys).items()}


def targets(selection: EditSelection, records: Records, after: str | None) -> Iterator[str]:
    """The targets behind one, in ascending order."""
    if selection.ids:
        found = sorted({_place(name) for name in selection.ids})
        yield from (key for key in found if after is None or key > after)
    elif selection.in_classes:
        yield from _in_classes(selection, records, after)
    else:
        yield from _listed(selection, records, after)


def _place(name: str) -> str:
    return f"{directory.bucket_of(name)}#{folded(name)[:LENGTH]}\t{name}"


def _in_classes(selection: EditSelection, records: Records, after: str | None) -> Iterator[str]:
    students = selection.what is What.STUDENTS
    begin = None if after is None else after.rpartition("\t")[0]
    if begin is not None and not students:
        begin = f"{begin}#\uffff"
    places = places_of_students(selection.in_classes, (), records, after=begin)
    if students:
        yield from (f"{place}\t{student_of(place)}" for place in places)
        return
    for of_family, _students in groupby(places, key=lambda place: place.rpartition("#")[0]):
        yield f"{of_family}\t{of_family.partition('#')[2]}"


def _listed(selection: EditSelection, records: Records, after: str | None) -> Iterator[str]:
    """All of them as the directory has them, each under its id; in parts, for the keywords."""
    rest = _entries(selection.what, records, after)
    while part := list(islice(rest, _AT_ONCE)):
        found = _read(map(id_of, part), selection.what, records)
        for target in part:
            item = found.get(id_of(target))
            if item is not None and selection.what.has(item) and _tagged(item, selection.keywords):
                yield target


def _entries(what: What, records: Records, after: str | None) -> Iterator[str]:
    first = int((after or "0#").partition("#")[0])
    for bucket in range(first, directory.BUCKETS):
        behind = None
        if after is not None and bucket == first:
            behind = after.partition("#")[2]
        for sort, item in records.query(directory.partition_of(what.noun, bucket), after=behind):
            target = _place(item["id"])
            if target == f"{bucket}#{sort}":
                yield target


def _tagged(item: Item, keywords: tuple[str, ...]) -> bool:
    return not keywords or not {*keywords}.isdisjoint(item.get("keywords", ()))


def active_students(class_id: str, records: Records, day: str) -> int:
    """How many are in a class on a day, for more than to make up for a session."""
    every = enrollments.enrollments_of(class_id, records)
    return sum(one.active_on(day) for one in every)
