"""Taking saved reservations back: new ones go, changed ones are as before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from legwork.domain.effect import Delete, Effect, Item, Key, Update, as_read
from legwork.domain.kind import Performed
from legwork.domain.outcome import Verdict
from legwork.domain.record import Records
from legwork.domain.reverse import cannot_undo, edited_since, forgotten
from legwork.trade.imports.entity import NEW
from legwork.trade.permits import counts
from legwork.trade.permits.facility import Sheets
from legwork.trade.permits.reservation import (
    Reservation,
    ReservationStatus,
    from_item,
    reservation_key,
    to_item,
)

UNBOOKED = 3
"""Writes that one takes: the reservation, and the sheets of two weeks; longer ones are rare."""


def unbook(
    wanted: Sequence[Reservation | Verdict], memory: Sequence[Any], records: Records
) -> list[Performed]:
    """Decide on each reservation in order.

    Of several rows about one, the first says how it was before, and the last how it was left.

    Args:
        wanted: as they were saved; a verdict for a row that cannot be read any more.
        memory: what was remembered of each.
        records: the account's.
    """
    unbooking = _Unbooking([one for one in wanted if isinstance(one, Reservation)], records)
    return [
        forgotten() if known is None or isinstance(one, Verdict) else unbooking.decide(one, known)
        for one, known in zip(wanted, memory, strict=True)
    ]


class _Unbooking:
    """Decides on the reservations of one batch, in order."""

    def __init__(self, wanted: Sequence[Reservation], records: Records) -> None:
        keys = {(one.permit, one.id): reservation_key(one.permit, one.id) for one in wanted}
        sheets = Sheets.keys(wanted)
        found = records.get([*keys.values(), *sheets])
        self._found: Mapping[tuple[str, str], Item] = {
            name: found[key] for name, key in keys.items() if key in found
        }
        self._sheets = Sheets({key: found[key] for key in sheets if key in found})
        self._left = {(one.permit, one.id): one for one in wanted}
        self._of = wanted[0].id if wanted else ""
        self._done: set[tuple[str, str]] = set()

    def decide(self, wanted: Reservation, memory: Any) -> Performed:
        """Decide on one of them."""
        name = (wanted.permit, wanted.id)
        item = self._found.get(name)
        if name in self._done:
            return Performed(Verdict())
        if item is None:
            return edited_since("The reservation is not there any more.")
        found = from_item(wanted.permit, item)
        if found.status is ReservationStatus.BILLED:
            return cannot_undo(f"It is billed on receipt {found.receipt}: undo that first.")
        if found != self._left[name]:
            return edited_since("It was changed, moved or cancelled since.")
        self._done.add(name)
        if memory == NEW:
            return self._gone(found, item)
        amount, event = memory
        return self._as_before(found, item, replace(found, amount_cents=amount, event=event))

    def _gone(self, found: Reservation, item: Item) -> Performed:
        key = reservation_key(found.permit, found.id)
        effects = [
            Delete(key, as_read(item, *to_item(found), "receipt", "id")),
            *self._sheets.free(found),
            counts.unsaved(self._place(found), found.amount_cents),
        ]
        return Performed(Verdict(), effects, {"saved": -1, "saved_cents": -found.amount_cents})

    def _as_before(self, found: Reservation, item: Item, before: Reservation) -> Performed:
        return Performed(Verdict(), [*self._changed(found, item, before)])

    def _changed(self, found: Reservation, item: Item, before: Reservation) -> Iterator[Effect]:
        yield Update(
            reservation_key(found.permit, found.id),
            set={"amount_cents": before.amount_cents, "event": before.event},
            expect=as_read(item, *to_item(found), "receipt", "id"),
        )
        if dearer := before.amount_cents - found.amount_cents:
            yield counts.repriced(self._place(found), dearer)

    def _place(self, found: Reservation) -> Key:
        return counts.shard_key(found.permit, self._of)
