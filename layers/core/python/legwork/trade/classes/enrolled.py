"""Who is in some classes, one by one: the targets of a task; and who has left them.

A class stays among a student's, and a family's address on the class's list, when the student drops
it: whoever looks leaves out who has left. So a drop writes the enrollment alone (and once for the
class that there was one), nothing has to be put back with somebody who returns, and of two drops at
once none can forget a list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from legwork.domain.cursor import bucket_and_rest
from legwork.domain.effect import Item, Key, Put
from legwork.domain.readable import legible
from legwork.domain.record import Records, read_neighbours
from legwork.trade.classes import enrollment as enrollments
from legwork.trade.classes.enrollment import (
    BUCKETS,
    Enrollment,
    EnrollmentStatus,
    bucket_of,
    enrollment_key,
    partition_of,
)
from legwork.trade.families.student import Student

_CROWDED = 12
"""So many enrollments of one partition are cheaper read as a range than one by one."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A student's own enrollment in a class."""

    class_id: str
    family: str
    student: str

    @property
    def key(self) -> str:
        """The target: class, bucket, family, student."""
        return f"{self.class_id}#{bucket_of(self.family)}#{self.family}#{self.student}"

    @property
    def record(self) -> Key:
        """Where it lies."""
        return enrollment_key(self.class_id, self.family, self.student)

    @classmethod
    def read(cls, key: str) -> Place:
        """The place of a target: no name has a number sign in it."""
        class_id, _bucket, family, student = key.split("#")
        return cls(class_id, family, student)

    def label(self) -> str:
        """How people read it."""
        return f"{self.student} in {self.class_id}, family {self.family}"


def places_in(
    classes: Sequence[str], records: Records, *, after: str | None = None
) -> Iterator[tuple[Place, Enrollment | None]]:
    """Who is in some classes, behind the key of a target, in ascending order of the keys.

    Those who only make up for a session are left out. An enrollment that cannot be read is listed
    without it: whoever works on it says so.
    """
    begin_class, _, begin = (after or "").partition("#")
    for name in sorted(set(classes), key=lambda one: f"{one}#"):
        if after is not None and f"{name}#" < f"{begin_class}#":
            continue
        yield from _in_class(name, records, begin if name == begin_class else "0#")


def _in_class(
    class_id: str, records: Records, after: str
) -> Iterator[tuple[Place, Enrollment | None]]:
    first, rest = bucket_and_rest(after)
    for bucket in range(first, BUCKETS):
        behind = f"{_SORT}{rest}" if rest and bucket == first else None
        for sort, item in records.query(partition_of(class_id, bucket), after=behind):
            family, student, *redeemed = sort.removeprefix(_SORT).split("#")
            one = next(legible([item], partial(enrollments.from_item, class_id)), None)
            if not redeemed and (one is None or one.makeup is None):
                yield Place(class_id, family, student), one


_SORT = "ENROLLMENT#"


def read_places(places: Sequence[Place], records: Records) -> dict[Place, Item]:
    """The enrollments that exist among these, as they are stored.

    Those of a large class lie side by side and are read as ranges; of many small ones, each is
    read alone.
    """
    keys = {place.record: place for place in places}
    crowds = len({key.partition for key in keys})
    side_by_side = crowds == 1 or len(keys) >= _CROWDED * crowds
    found = read_neighbours(keys, records) if side_by_side else records.get(keys)
    return {keys[key]: item for key, item in found.items()}


def drops_key(class_id: str) -> Key:
    """What says that somebody was dropped from a class: of the others nobody has to be looked for.

    It is written by every drop and never removed.
    """
    return Key(f"CLASS#{class_id}#DROPS", "DROPS")


def noted(class_id: str) -> Put:
    """Note that somebody is dropped from a class."""
    return Put(drops_key(class_id), {"class": class_id})


def families_gone(classes: Iterable[str], records: Records) -> dict[str, frozenset[str]]:
    """Of each class the families that have left it: whatever place they had in it was dropped."""
    keys = {drops_key(name): name for name in classes}
    dropped_from = {keys[key] for key in records.get(keys)}
    return {name: _all_gone(name, records) for name in keys.values() if name in dropped_from}


def _all_gone(class_id: str, records: Records) -> frozenset[str]:
    partitions = (partition_of(class_id, bucket) for bucket in range(BUCKETS))
    return frozenset(one for each in partitions for one in _gone(records.query(each)))


def _gone(rows: Iterable[tuple[str, Item]]) -> Iterator[str]:
    own = ((sort, item) for sort, item in rows if sort.count("#") == _OWN)
    for family, places in groupby(own, key=lambda row: row[0].split("#")[1]):
        if all(_is_dropped(item) for _, item in places):
            yield family


_OWN = 2
"""Number signs of a student's own enrollment; one with a redeemed token has more."""


def _is_dropped(item: Item) -> bool:
    return bool(item.get("status") == EnrollmentStatus.DROPPED.value)


def classes_left(students: Iterable[Student], records: Records) -> dict[str, set[str]]:
    """Of each student the classes that were dropped."""
    pupils = list(students)
    keys = {
        enrollment_key(class_id, one.family, one.id): (one.id, class_id)
        for one in pupils
        for class_id in one.classes
    }
    left: dict[str, set[str]] = {one.id: set() for one in pupils}
    for key, item in records.get(keys).items():
        if _is_dropped(item):
            student, class_id = keys[key]
            left[student].add(class_id)
    return left
