"""Changing a reservation: its facility, time, price, and whether it is cancelled.

The same rules as for saving one: its facility must be free, or the caller wants it all the same;
the sheets of both places are written on condition that they are as they were read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from legwork.domain.correction import corrected
from legwork.domain.effect import Effect, Item
from legwork.domain.errors import NotPossible
from legwork.domain.record import Records
from legwork.trade.imports.entity import OnConflict
from legwork.trade.permits import counts
from legwork.trade.permits.facility import Sheets
from legwork.trade.permits.reservation import (
    Reservation,
    ReservationStatus,
    read_reservation,
    reservation_key,
    to_item,
)
from legwork.trade.permits.rules.booking import taken


def restate(before: Reservation, said: Mapping[str, Any]) -> Reservation:
    """A reservation of which some fields are said anew. One that is moved keeps its id.

    Raises:
        InvalidInput: with every field that is wrong.
    """
    values = {**to_item(before), **said}
    status = values.pop("status", None) or ReservationStatus.RESERVED
    read = read_reservation(values, before.permit)
    after = replace(read, status=ReservationStatus(status), receipt=before.receipt)
    return after if after.id == before.id else replace(after, first_id=before.id)


class Rebooking:
    """A change of one reservation.

    Args:
        before: as it was read.
        item: the record that it was read from.
        after: what it is to be.
        records: the account's.
    """

    def __init__(
        self, before: Reservation, item: Item, after: Reservation, records: Records
    ) -> None:
        self._before, self._item, self._after = before, item, after
        self._sheets = Sheets(records.get(Sheets.keys([before, after])))

    def check(self, on_conflict: OnConflict) -> str | None:
        """Refuse what cannot be; answers a warning where somebody else has the facility.

        Raises:
            NotPossible: it is billed, or its facility is taken.
        """
        if self._before.status is ReservationStatus.BILLED:
            raise NotPossible(
                f"It is billed on receipt {self._before.receipt}: a billed one never changes."
            )
        found = self._sheets.conflict(self._after) if self._takes else None
        if found is None:
            return None
        sentence = taken(self._after, found)
        if on_conflict == "error":
            raise NotPossible(f"Not saved: {sentence}")
        return f"Saved although {sentence}"

    @property
    def _takes(self) -> bool:
        """Whether it comes to take a place that it does not have."""
        return self._after.holds and (not self._before.holds or self._moves)

    @property
    def _moves(self) -> bool:
        one, other = self._before, self._after
        return (one.facility, one.taken_from, one.taken_until) != (
            other.facility,
            other.taken_from,
            other.taken_until,
        )

    def effects(self) -> Iterator[Effect]:
        """The writes, on condition that reservation and sheets are as they were read."""
        before, after = self._before, self._after
        key = reservation_key(before.permit, before.id)
        yield from corrected(key, self._item, to_item(before), to_item(after))
        if before.holds and (self._moves or not after.holds):
            yield from self._sheets.free(before)
        if self._takes:
            yield from self._sheets.book(after)
        yield from self._counted()

    def _counted(self) -> Iterator[Effect]:
        before, after = self._before, self._after
        place = counts.shard_key(before.permit, before.id)
        if before.holds and not after.holds:
            yield counts.cancelled(place, before.amount_cents)
        elif after.holds and not before.holds:
            yield counts.taken_up(place, after.amount_cents)
        elif after.holds and (dearer := after.amount_cents - before.amount_cents):
            yield counts.repriced(place, dearer)
