"""Students, each once: of some classes, and some by name, in the order of their places."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby

from legwork.domain.record import Records
from legwork.trade.classes import enrollment as enrollments
from legwork.trade.classes.enrollment import BUCKETS, EnrollmentStatus
from legwork.trade.families import student as students


def places_of_students(
    classes: Collection[str], names: Collection[str], records: Records, *, after: str | None
) -> Iterator[str]:
    """The places of students behind a place: the same in whichever of the classes they are.

    Args:
        classes: whose students; left out is who only makes up for another session, waits for a
            place, has not begun or has left.
        names: students by their ids.
        records: the account's.
        after: a place.
    """
    first, _, rest = (after or "0#").partition("#")
    named = _named(names, records)
    for bucket in range(int(first), BUCKETS):
        behind = rest if rest and bucket == int(first) else None
        lists: list[Iterable[str]] = [
            [place for place in named if place.startswith(f"{bucket}#")],
            *(_places(name, bucket, records, behind) for name in sorted(set(classes))),
        ]
        for place, _same in groupby(heapq.merge(*lists)):
            if after is None or place > after:
                yield place


def _places(class_id: str, bucket: int, records: Records, after: str | None) -> Iterator[str]:
    for one in enrollments.in_bucket(class_id, bucket, records, after=after):
        if one.makeup is None and one.status is EnrollmentStatus.ACTIVE:
            yield one.place


def _named(names: Collection[str], records: Records) -> list[str]:
    found = students.find(names, records).values()
    return sorted(enrollments.place_of(one.family, one.id) for one in found)


def family_of(place: str) -> str:
    """The family of a place."""
    return place.split("#")[1]


def student_of(place: str) -> str:
    """The student of a place."""
    return place.rsplit("#", 1)[1]
