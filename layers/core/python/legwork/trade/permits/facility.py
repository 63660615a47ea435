"""When a facility is taken: one sheet per facility and week, so that two saves cannot both win.

Whoever books a slot writes the sheets of the weeks that it touches, on condition that they are as
they were read. Of two bookings made at the same moment one is refused, reads again, and sees the
other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from legwork.domain.effect import Absent, Effect, Equals, Item, Key, Put
from legwork.trade.permits.reservation import Reservation


@dataclass(frozen=True, slots=True)
class Booking:
    """One entry of a sheet."""

    starts_at: str
    ends_at: str
    reservation: str
    permit: str

    def overlaps(self, other: Booking) -> bool:
        """Whether both take the facility at some moment; touching ends do not overlap."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def same(self, other: Booking) -> bool:
        """Whether both are of one reservation."""
        return (self.reservation, self.permit) == (other.reservation, other.permit)


def sheet_key(facility: str, monday: str) -> Key:
    """The sheet of one facility and week."""
    return Key(f"FACILITY#{facility}#{monday}", "SHEET")


def booking_of(reservation: Reservation) -> Booking:
    """The entry that a reservation makes."""
    return Booking(
        reservation.taken_from, reservation.taken_until, reservation.id, reservation.permit
    )


class Sheets:
    """The sheets that a batch looks at, with what the batch itself adds to them."""

    def __init__(self, found: Mapping[Key, Item]) -> None:
        self._sheets = dict(found)

    @staticmethod
    def keys(reservations: Iterable[Reservation]) -> set[Key]:
        """The sheets of these reservations."""
        return {sheet_key(r.facility, monday) for r in reservations for monday in r.weeks}

    def conflict(self, reservation: Reservation) -> Booking | None:
        """Who else has the facility at that time already, if anybody."""
        wanted = booking_of(reservation)
        for key in sorted(self.keys([reservation])):
            for booking in bookings_of(self._sheets.get(key, {})):
                if booking.overlaps(wanted) and not booking.same(wanted):
                    return booking
        return None

    def book(self, reservation: Reservation) -> list[Effect]:
        """Enter a reservation, free or not; answers the writes."""
        return [self._enter(key, reservation) for key in sorted(self.keys([reservation]))]

    def free(self, reservation: Reservation) -> list[Effect]:
        """Take a reservation out again; answers the writes."""
        gone = booking_of(reservation)
        return [self._leave(key, gone) for key in sorted(self.keys([reservation]))]

    def _enter(self, key: Key, reservation: Reservation) -> Effect:
        sheet = self._sheets.get(key, {})
        entry = " ".join(
            (reservation.taken_from, reservation.taken_until, reservation.id, reservation.permit)
        )
        return self._write(key, [*sheet.get("bookings", ()), entry])

    def _leave(self, key: Key, gone: Booking) -> Effect:
        entries = self._sheets.get(key, {}).get("bookings", ())
        return self._write(key, [one for one in entries if not _booking(one).same(gone)])

    def _write(self, key: Key, entries: list[str]) -> Effect:
        sheet = self._sheets.get(key)
        version = sheet["version"] if sheet else 0
        self._sheets[key] = {"version": version + 1, "bookings": entries}
        as_it_was_read = Equals("version", version) if sheet else Absent()
        return Put(key, self._sheets[key], (as_it_was_read,))


def bookings_of(sheet: Item) -> list[Booking]:
    """The entries of a sheet."""
    return [_booking(entry) for entry in sheet.get("bookings", ())]


def _booking(entry: str) -> Booking:
    return Booking(*entry.split(" ", 3))
