"""Saving reservations: the same rules for an import, a large save and a small one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from legwork.domain.effect import Absent, Effect, Equals, Key, Put, Update
from legwork.domain.errors import InvalidInput
from legwork.domain.kind import Performed
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.record import Records
from legwork.trade.imports.entity import NEW, OnConflict, differs
from legwork.trade.imports.upload import RowError
from legwork.trade.permits import counts
from legwork.trade.permits.facility import Booking, Sheets
from legwork.trade.permits.reservation import (
    Reservation,
    ReservationStatus,
    from_item,
    read_reservation,
    reservation_key,
    to_item,
)

CODES = {
    "bad_row": "It is no reservation: the message names what is wrong.",
    "conflict": (
        "Its facility is taken at that time: not saved, or saved with a warning if that "
        "was asked for."
    ),
    "unchanged": "It stands already, just so.",
    "billed": "It is billed already, and a billed reservation never changes.",
    "changed": "It stood already; its amount or event was changed.",
    "cancelled": "It was cancelled; saving it again does not bring it back.",
    "other_setup": (
        "It stands with another setup or teardown time. That is changed by itself, where its "
        "facility is free for it."
    ),
    "moved": "It was moved to another time or facility since; a save does not move it back.",
}
"""What its codes mean."""
_OTHER_SETUP = "Saved already with another setup or teardown time: change the reservation itself."


def read(values: dict[str, str] | RowError, permit: str) -> Reservation | Verdict:
    """A reservation from a row, or the verdict on a row that holds none."""
    try:
        if isinstance(values, RowError):
            raise values
        return read_reservation(values, permit)
    except (RowError, InvalidInput) as error:
        return Verdict(Outcome.ERROR, "bad_row", f"{error}.")


def sheets_of(reservation: Reservation) -> tuple[str, ...]:
    """The sheets that a reservation is entered in: a batch writes each of them once."""
    return tuple(sorted(key.partition for key in Sheets.keys([reservation])))


def book(
    wanted: Sequence[Reservation | Verdict],
    records: Records,
    on_conflict: OnConflict,
    written: Collection[str] = (),
    *,
    change: bool = True,
) -> list[Performed]:
    """Decide on each reservation in order: new, unchanged, changed, or in conflict.

    Args:
        wanted: the reservations, or verdicts that stand already.
        records: the account's.
        on_conflict: what becomes of one whose facility is taken.
        written: permits that the batch writes before these effects, if it writes any of them.
        change: whether one that stands with another amount or event is changed, or left as it is.
    """
    reservations = [r for r in wanted if isinstance(r, Reservation)]
    keys = {r.id: reservation_key(r.permit, r.id) for r in reservations}
    sheet_keys = Sheets.keys(reservations)
    found = records.get([*keys.values(), *sheet_keys])
    saved = {
        r.id: from_item(r.permit, found[keys[r.id]]) for r in reservations if keys[r.id] in found
    }
    sheets = Sheets({key: found[key] for key in sheet_keys if key in found})
    # All of a permit's count in one row, those of other lanes' batches mostly in others.
    of = reservations[0].id if reservations else ""
    places = {r.permit: counts.place_of(r.permit, of, written) for r in reservations}
    return [
        Performed(one)
        if isinstance(one, Verdict)
        else _book(one, saved, sheets, on_conflict, places, change)
        for one in wanted
    ]


def _book(
    wanted: Reservation,
    saved: dict[str, Reservation],
    sheets: Sheets,
    on_conflict: OnConflict,
    places: Mapping[str, Key],
    change: bool,
) -> Performed:
    earlier, place = saved.get(wanted.id), places[wanted.permit]
    if earlier is not None:
        return _save_again(earlier, wanted, saved, place, change)
    by = sheets.conflict(wanted)
    if by and on_conflict == "error":
        return Performed(Verdict(Outcome.ERROR, "conflict", f"Not saved: {taken(wanted, by)}"))
    key = reservation_key(wanted.permit, wanted.id)
    effects: list[Effect] = [Put(key, to_item(wanted), (Absent(),)), *sheets.book(wanted)]
    effects.append(counts.saved(place, wanted.amount_cents))
    saved[wanted.id] = wanted
    verdict = Verdict()
    if by:
        verdict = Verdict(Outcome.WARNING, "conflict", f"Saved although {taken(wanted, by)}")
    tallies = {"saved": 1, "saved_cents": wanted.amount_cents}
    return Performed(verdict, effects, tallies, memory=NEW)


def _save_again(
    earlier: Reservation,
    wanted: Reservation,
    saved: dict[str, Reservation],
    place: Key,
    change: bool,
) -> Performed:
    if not earlier.holds:
        return Performed.skipped("cancelled", "Cancelled: a save does not bring it back.")
    if earlier.first_id is not None:
        where = f"{earlier.facility}, {earlier.starts_at.replace('T', ' ')}"
        return Performed.skipped("moved", f"Moved to {where}: a save does not move it back.")
    as_long = (earlier.taken_from, earlier.taken_until) == (wanted.taken_from, wanted.taken_until)
    if as_long and (earlier.amount_cents, earlier.event) == (wanted.amount_cents, wanted.event):
        return Performed(Verdict(Outcome.SKIPPED, "unchanged", "Unchanged."))
    if earlier.status is ReservationStatus.BILLED:
        return Performed(
            Verdict(
                Outcome.SKIPPED, "billed", "Billed already: a billed reservation never changes."
            )
        )
    if not as_long:
        return Performed.skipped("other_setup", _OTHER_SETUP)
    if not change:
        stands = f"{earlier.event or 'No event'} for {earlier.amount_cents} cents."
        return Performed(differs(f"Saved already: {stands}"))
    saved[wanted.id] = wanted
    as_it_was_read = (
        Equals("status", ReservationStatus.RESERVED.value),
        Equals("amount_cents", earlier.amount_cents),
    )
    update = Update(
        reservation_key(wanted.permit, wanted.id),
        set={"amount_cents": wanted.amount_cents, "event": wanted.event},
        expect=as_it_was_read,
    )
    effects: list[Effect] = [update]
    if dearer := wanted.amount_cents - earlier.amount_cents:
        effects.append(counts.repriced(place, dearer))
    verdict = Verdict(code="changed", message="Amount or event changed.")
    return Performed(verdict, effects, memory=[earlier.amount_cents, earlier.event])


def taken(wanted: Reservation, by: Booking) -> str:
    """What is said of a facility that somebody else has."""
    return (
        f"{wanted.facility} is taken from {by.starts_at.replace('T', ' ')} "
        f"to {by.ends_at.replace('T', ' ')} by permit {by.permit}."
    )
