"""Enrollments as the targets of a task: who is in some classes, one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from legwork.domain.cursor import bucket_and_rest
from legwork.domain.effect import Item, Key
from legwork.domain.readable import legible
from legwork.domain.record import Records, read_neighbours
from legwork.trade.classes import enrollment as enrollments
from legwork.trade.classes.enrollment import (
    BUCKETS,
    Enrollment,
    bucket_of,
    enrollment_key,
    partition_of,
)

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
