"""Enrollments: which student is in which class."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from zlib import crc32

from legwork.domain.cursor import bucket_and_rest
from legwork.domain.effect import Item, Key
from legwork.domain.readable import read_all, readable
from legwork.domain.record import Records

BUCKETS = 8
"""A class's enrollments lie in this many partitions, so that a large one is not held up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrollment:
    """A student in a class. A class has a student once."""

    class_id: str
    student: str
    family: str
    enrolled_day: int
    """Days from the beginning of the class; negative before it."""
    tuition_cents: int
    makeup: str | None = None
    """The one day for which the student comes to make up for another session, if that is all."""

    @property
    def place(self) -> str:
        """Bucket, family and student: sorts enrollments in the order in which they are stored."""
        return place_of(self.family, self.student)

    def expected(self, day: str) -> bool:
        """Whether the student comes on that day."""
        return self.makeup in {None, day}


_ENROLLMENT = "ENROLLMENT#"


def bucket_of(family: str) -> int:
    """The bucket of a family: its students lie side by side."""
    return crc32(family.encode()) % BUCKETS


def place_of(family: str, student: str) -> str:
    """Bucket, family and student, in the order of storage."""
    return f"{bucket_of(family)}#{family}#{student}"


def partition_of(class_id: str, bucket: int) -> str:
    """One of the partitions of a class's enrollments."""
    return f"CLASS#{class_id}#ENROLLMENTS#{bucket}"


def enrollment_key(class_id: str, family: str, student: str) -> Key:
    """An enrollment."""
    partition = partition_of(class_id, bucket_of(family))
    return Key(partition, f"{_ENROLLMENT}{family}#{student}")


def to_item(enrollment: Enrollment) -> Item:
    """The enrollment as a record; its key holds the class."""
    item: dict[str, Any] = {
        "student": enrollment.student,
        "family": enrollment.family,
        "enrolled_day": enrollment.enrolled_day,
        "tuition_cents": enrollment.tuition_cents,
    }
    if enrollment.makeup:
        item["makeup"] = enrollment.makeup
    return item


@readable("enrollment")
def from_item(class_id: str, item: Item) -> Enrollment:
    """The enrollment that a record holds."""
    return Enrollment(
        class_id=class_id,
        student=item["student"],
        family=item["family"],
        enrolled_day=item["enrolled_day"],
        tuition_cents=item["tuition_cents"],
        makeup=item.get("makeup"),
    )


def in_bucket(
    class_id: str, bucket: int, records: Records, *, after: str | None = None, strict: bool = True
) -> Iterator[Enrollment]:
    """The enrollments of a bucket in order, behind those of a place (``family#student``)."""
    begin = None if after is None else f"{_ENROLLMENT}{after}"
    rows = records.query(partition_of(class_id, bucket), after=begin)
    return read_all((item for _, item in rows), partial(from_item, class_id), strict=strict)


def of_families(
    class_id: str, first: str, last: str, bucket: int, records: Records
) -> Iterator[Enrollment]:
    """The enrollments of a run of neighbouring families."""
    rows = records.query(
        partition_of(class_id, bucket),
        first=f"{_ENROLLMENT}{first}#",
        last=f"{_ENROLLMENT}{last}#\uffff",
    )
    for _, item in rows:
        yield from_item(class_id, item)


def enrollments_of(
    class_id: str, records: Records, *, after: str | None = None, strict: bool = True
) -> Iterator[Enrollment]:
    """A class's enrollments in ascending order of their places, behind a place.

    Args:
        class_id: of which class.
        records: the account's.
        after: behind this place.
        strict: whether one that cannot be read raises Unreadable, or is left out.
    """
    first, rest = bucket_and_rest(after or "0#")
    for bucket in range(first, BUCKETS):
        behind = rest if rest and bucket == first else None
        yield from in_bucket(class_id, bucket, records, after=behind, strict=strict)
