"""The roster of a class: which families have somebody who comes to which of its sessions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain, groupby
from typing import Any

from legwork.domain.record import Records
from legwork.trade.classes import enrollment as enrollments
from legwork.trade.classes.enrollment import Enrollment
from legwork.trade.classes.session import Session

KEPT = 2_000
"""Enrollments that are held in memory at most."""
_KEPT_AS = "rosters"


class Roster:
    """The enrollments of a class: read once for all of its sessions, unless they are too many.

    Args:
        class_id: of which class.
        records: the account's.
    """

    def __init__(self, class_id: str, records: Records) -> None:
        self._class_id, self._records = class_id, records
        self._kept: list[Enrollment] | None = None
        self._too_large = False

    def expected(self, session: Session) -> Iterator[tuple[str, list[Enrollment]]]:
        """The families with somebody who comes to a session, in the order of their places."""
        every = self._read() if self._kept is None else self._kept
        expected = (one for one in every if one.expected(session.slot))
        for family, found in groupby(expected, key=lambda one: one.family):
            yield family, list(found)

    def of(self, families: Collection[str]) -> dict[str, list[Enrollment]]:
        """The enrollments of some families: of a very large class, no others are read."""
        every = chain.from_iterable(self._near(families)) if self._is_too_large() else self._kept
        found: dict[str, list[Enrollment]] = {}
        for one in every or ():
            if one.family in families:
                found.setdefault(one.family, []).append(one)
        return found

    def _is_too_large(self) -> bool:
        if self._kept is None and not self._too_large:
            # Whoever reads on until it is too large knows enough.
            any(self._too_large for _ in self._read())
        return self._kept is None

    def _near(self, families: Collection[str]) -> Iterator[Iterator[Enrollment]]:
        """Neighbours, each run of them read as a range."""
        of_bucket: dict[int, set[str]] = {}
        for name in families:
            of_bucket.setdefault(enrollments.bucket_of(name), set()).add(name)
        for bucket, run in of_bucket.items():
            first, last = min(run), max(run)
            yield enrollments.of_families(self._class_id, first, last, bucket, self._records)

    def _read(self) -> Iterator[Enrollment]:
        kept: list[Enrollment] = []
        for one in enrollments.enrollments_of(self._class_id, self._records):
            if len(kept) < KEPT:
                kept.append(one)
            else:
                self._too_large = True
            yield one
        if not self._too_large:
            self._kept = kept


def rosters_of(
    classes: Iterable[str], kept: dict[str, Any], records: Records
) -> Mapping[str, Roster]:
    """The rosters of the classes of a batch: those that an earlier batch has read stay.

    Args:
        classes: of the batch; all others are forgotten.
        kept: what is kept from batch to batch of a slice.
        records: the account's.
    """
    known: Mapping[str, Roster] = kept.get(_KEPT_AS, {})
    kept[_KEPT_AS] = {name: known.get(name) or Roster(name, records) for name in classes}
    rosters: Mapping[str, Roster] = kept[_KEPT_AS]
    return rosters


def enrolled(
    places: Iterable[tuple[str, str]], kept: dict[str, Any], records: Records
) -> dict[tuple[str, str], list[Enrollment]]:
    """The enrollments of families, each of a class, by both.

    Args:
        places: class and family of the targets of a batch.
        kept: what is kept from batch to batch of a slice.
        records: the account's.
    """
    families: dict[str, set[str]] = {}
    for class_id, family in places:
        families.setdefault(class_id, set()).add(family)
    rosters = rosters_of(families, kept, records)
    return {
        (class_id, family): found
        for class_id, names in families.items()
        for family, found in rosters[class_id].of(names).items()
    }
