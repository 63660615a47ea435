"""The roster of a class: which families have somebody who comes to which of its sessions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from legwork.domain.record import Records
from legwork.trade.classes import enrollment as enrollments
from legwork.trade.classes.enrollment import Enrollment
from legwork.trade.classes.session import Session

KEPT = 2_000
"""Enrollments that are held in memory at most."""


class Roster:
    """The enrollments of a class: read once for all of its sessions, unless they are too many.

    Args:
        class_id: of which class.
        records: the account's.
    """

    def __init__(self, class_id: str, records: Records) -> None:
        self._class_id, self._records = class_id, records
        self._kept: list[Enrollment] | None = None

    def expected(self, session: Session) -> Iterator[tuple[str, list[Enrollment]]]:
        """The families with somebody who comes to a session, in the order of their places."""
        every = self._read() if self._kept is None else self._kept
        expected = (one for one in every if one.expected(session.slot))
        for family, found in groupby(expected, key=lambda one: one.family):
            yield family, list(found)

    def _read(self) -> Iterator[Enrollment]:
        kept: list[Enrollment] = []
        for one in enrollments.enrollments_of(self._class_id, self._records):
            if len(kept) <= KEPT:
                kept.append(one)
            yield one
        if len(kept) <= KEPT:
            self._kept = kept
