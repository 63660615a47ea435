"""Enrollments: which student is in which class."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any
from zlib import crc32

from legwork.domain.cursor import bucket_and_rest
from legwork.domain.day import check_day
from legwork.domain.effect import Condition, Item, Key, Update, as_read
from legwork.domain.errors import InvalidInput
from legwork.domain.readable import read_all, readable
from legwork.domain.record import Records

BUCKETS = 8
"""A class's enrollments lie in this many partitions, so that a large one is not held up."""


class EnrollmentStatus(StrEnum):
    """What an enrollment is, as it was written down; what it is on a day, ``on`` says."""

    ACTIVE = "active"
    FUTURE = "future"
    """It begins on a day to come."""
    WAITLISTED = "waitlisted"
    """There is no place yet."""
    DROPPED = "dropped"
    """It is over. It counts to the end of its last day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrollment:
    """A student in a class. A class has a student once, and once for each session made up for."""

    class_id: str
    student: str
    family: str
    enrolled_day: int
    """Days from the beginning of the class; negative before it."""
    tuition_cents: int
    makeup: str | None = None
    """The one day for which the student comes to make up for another session, if that is all."""
    makeup_starts: str | None = None
    """Start of the one session of that day; nothing for every session of the day."""
    token: str | None = None
    """The makeup token that was redeemed for it."""
    status: EnrollmentStatus = EnrollmentStatus.ACTIVE
    begins_on: str | None = None
    """First day of a future one; nothing while it is not known."""
    dropped_on: str | None = None
    """Last day of a dropped one."""
    drop_reason: str = ""
    dropped_from: EnrollmentStatus = EnrollmentStatus.ACTIVE
    """What a dropped one was before."""
    billing_cycle: str | None = None
    """How often it is billed."""
    next_billing_day: str | None = None
    billing_of_month: int | None = None
    """Day of the month that it is billed on, where the next one is earlier: in a shorter month."""
    fixed_fee_cents: int | None = None
    """What it is charged instead of tuition: neither prorated nor discounted."""

    @property
    def place(self) -> str:
        """Bucket, family and student: sorts enrollments in the order in which they are stored."""
        return f"{bucket_of(self.family)}#{self._rest}"

    @property
    def key(self) -> Key:
        """Where it lies. One with a redeemed token lies beside the student's own enrollment."""
        return Key(
            partition_of(self.class_id, bucket_of(self.family)), f"{_ENROLLMENT}{self._rest}"
        )

    @property
    def _rest(self) -> str:
        own = f"{self.family}#{self.student}"
        return f"{own}#{self.makeup}T{self.makeup_starts}" if self.token else own

    def on(self, day: str) -> EnrollmentStatus:
        """What it is on a day: a drop counts to the end of its day."""
        if self.dropped_on is not None and day > self.dropped_on:
            return EnrollmentStatus.DROPPED
        status = self.status
        if status is EnrollmentStatus.DROPPED and self.dropped_on is not None:
            status = self.dropped_from
        if status is EnrollmentStatus.FUTURE and self.begins_on is not None:
            return EnrollmentStatus.ACTIVE if day >= self.begins_on else status
        return status

    def active_on(self, day: str) -> bool:
        """Whether the student is in the class on a day, for more than to make up for a session."""
        return self.makeup is None and self.on(day) is EnrollmentStatus.ACTIVE

    def expected(self, slot: str) -> bool:
        """Whether the student comes to the session of a date and start."""
        date, starts = slot.split("T")
        if self.makeup is not None and (self.makeup, self.makeup_starts or starts) != (
            date,
            starts,
        ):
            return False
        return self.on(date) is EnrollmentStatus.ACTIVE


_DAYS = ("begins_on", "dropped_on", "next_billing_day")


def check(enrollment: Enrollment) -> None:
    """Refuse what no enrollment is.

    Raises:
        InvalidInput: names the field.
    """
    for name in _DAYS:
        if (day := getattr(enrollment, name)) is not None:
            check_day(name, day)
    if enrollment.status is EnrollmentStatus.DROPPED:
        if enrollment.dropped_on is None:
            raise InvalidInput.of("dropped_on", "missing: a drop counts to the end of its day")
        if not enrollment.drop_reason:
            raise InvalidInput.of("drop_reason", "missing: a drop has a reason")
    elif enrollment.dropped_on is not None or enrollment.drop_reason:
        field = "dropped_on" if enrollment.dropped_on is not None else "drop_reason"
        raise InvalidInput.of(field, "only what is dropped has one: set status to dropped")
    if enrollment.begins_on is not None and enrollment.status is EnrollmentStatus.ACTIVE:
        raise InvalidInput.of("begins_on", "only what is future has one: set status to future")


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
    """A student's own enrollment in a class."""
    partition = partition_of(class_id, bucket_of(family))
    return Key(partition, f"{_ENROLLMENT}{family}#{student}")


def key_at(class_id: str, place: str) -> Key:
    """The enrollment at a place, be it a student's own or one with a redeemed token."""
    bucket, _, rest = place.partition("#")
    return Key(partition_of(class_id, int(bucket)), f"{_ENROLLMENT}{rest}")


def to_item(enrollment: Enrollment) -> Item:
    """The enrollment as a record; its key holds the class.

    What is not known or as usual is left out: such a record is as the last release wrote it.
    """
    item: dict[str, Any] = {
        "student": enrollment.student,
        "family": enrollment.family,
        "enrolled_day": enrollment.enrolled_day,
        "tuition_cents": enrollment.tuition_cents,
    }
    for name in ("status", "dropped_from"):
        if (status := getattr(enrollment, name)) is not EnrollmentStatus.ACTIVE:
            item[name] = status.value
    if enrollment.fixed_fee_cents is not None:
        item["fixed_fee_cents"] = enrollment.fixed_fee_cents
    return item | {name: value for name in _PLAIN if (value := getattr(enrollment, name))}


_PLAIN = (
    "makeup",
    "makeup_starts",
    "token",
    "begins_on",
    "dropped_on",
    "drop_reason",
    "billing_cycle",
    "next_billing_day",
    "billing_of_month",
)


@readable("enrollment")
def from_item(class_id: str, item: Item) -> Enrollment:
    """The enrollment that a record holds."""
    return Enrollment(
        class_id=class_id,
        student=item["student"],
        family=item["family"],
        enrolled_day=item["enrolled_day"],
        tuition_cents=item["tuition_cents"],
        fixed_fee_cents=item.get("fixed_fee_cents"),
        status=EnrollmentStatus(item.get("status", EnrollmentStatus.ACTIVE)),
        dropped_from=EnrollmentStatus(item.get("dropped_from", EnrollmentStatus.ACTIVE)),
        **{name: item[name] for name in _PLAIN if name in item},
    )


def billed_next(key: Key, day: str, of_month: int, expect: Condition) -> Update:
    """Say when an enrollment is billed next.

    Args:
        key: where it lies.
        day: when.
        of_month: the day of the month that it is billed on, if ``day`` is an earlier one.
        expect: how it was read.
    """
    if not of_month:
        gone = ("billing_of_month",)
        return Update(key, set={"next_billing_day": day}, remove=gone, expect=expect)
    said = {"next_billing_day": day, "billing_of_month": of_month}
    return Update(key, set=said, expect=expect)


def drop(enrollment: Enrollment, item: Item, *, on: str, reason: str, by: str) -> Update:
    """End an enrollment, also one that has not begun or waits for a place.

    Args:
        enrollment: as it was read.
        item: the record that it was read from.
        on: its last day.
        reason: why.
        by: the task.
    """
    dropped = {
        "status": EnrollmentStatus.DROPPED.value,
        "dropped_from": enrollment.status.value,
        "dropped_on": on,
        "drop_reason": reason,
        "dropped_by": by,
    }
    read = as_read(item, "student", "status", "dropped_on", "tuition_cents", "makeup")
    return Update(enrollment.key, set=dropped, expect=read)


_OF_A_DROP = ("status", "dropped_from", "dropped_on", "drop_reason", "dropped_by")


def before_drop(item: Item) -> list[Any] | int:
    """What a drop is about to write over, in short."""
    before = [item.get(name) for name in _OF_A_DROP]
    return before if any(before) else 0


def undrop(enrollment: Enrollment, item: Item, before: list[Any] | int) -> Update:
    """Let an enrollment go on that was dropped.

    Args:
        enrollment: as it was read.
        item: the record that it was read from.
        before: what ``before_drop`` said of it.
    """
    values = dict(zip(_OF_A_DROP, before, strict=True)) if isinstance(before, list) else {}
    was = {name: value for name, value in values.items() if value is not None}
    gone = tuple(name for name in _OF_A_DROP if name not in was)
    return Update(enrollment.key, set=was, remove=gone, expect=as_read(item, *_OF_A_DROP))


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
