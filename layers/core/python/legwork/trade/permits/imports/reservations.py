"""Importing reservations: like saving them, with the permits that are named for the first time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from legwork.domain.directory import LISTED
from legwork.domain.draft import Draft
from legwork.domain.effect import Absent, Effect, Equals, Put
from legwork.domain.kind import Performed
from legwork.domain.outcome import Verdict
from legwork.domain.plan import Target
from legwork.domain.record import Records
from legwork.trade.imports.entity import Entity, Manner
from legwork.trade.permits.counts import wrong_counts
from legwork.trade.permits.permit import (
    check_permit_number,
    new_permit,
    own_holder,
    permit_entry,
    permit_key,
)
from legwork.trade.permits.reservation import (
    ASIDE,
    COLUMNS,
    Reservation,
    read_reservation,
    reservation_key,
)
from legwork.trade.permits.rules.booking import book, sheets_of
from legwork.trade.permits.rules.unbooking import UNBOOKED, unbook


def _read(values: Mapping[str, str]) -> Reservation:
    permit = values["permit"].strip()
    reservation = read_reservation(values, permit)
    check_permit_number(permit)
    return reservation


def _target(key: str, reservation: Reservation) -> Target:
    # Its permit with an entry or a row of its counts, and each week's sheet, are written once.
    permit = permit_key(reservation.permit).partition
    shared = (permit, f"{permit} and more", *sheets_of(reservation))
    return Target(key, writes=1, affinity=reservation.facility, shared=shared)


def _save(
    wanted: Sequence[Reservation | Verdict], records: Records, manner: Manner
) -> list[Performed]:
    numbers = {r.permit for r in wanted if isinstance(r, Reservation)}
    draft = Draft(records.get(permit_key(number) for number in numbers))
    written = {number for number in numbers if _is_written(number, draft)}
    performed = book(wanted, records, manner.on_conflict, written, change=manner.upsert)
    return [
        replace(done, effects=[*_permit(one.permit, draft, bool(done.effects)), *done.effects])
        if isinstance(one, Reservation)
        else done
        for one, done in zip(wanted, performed, strict=True)
    ]


def _is_written(permit: str, draft: Draft) -> bool:
    """Whether a batch that changes a reservation of it writes the permit too."""
    found = draft.get(permit_key(permit))
    return found is None or (found["holder"] == own_holder(permit) and not found.get(LISTED))


def _permit(permit: str, draft: Draft, anew: bool) -> Iterator[Effect]:
    """Make the permit of a reservation that is new, or list one that has no holder yet."""
    key, holder = permit_key(permit), own_holder(permit)
    found, entry = draft.get(key), permit_entry(permit, holder)
    if found is None and anew:
        yield draft.write(Put(key, new_permit(permit, holder, {}), (Absent(),)))
        yield from entry.put()
    elif found is not None and found["holder"] == holder:
        for effect in entry.catch_up(key, found, Equals("holder", holder)):
            yield draft.write(effect)


def _audit(imported: Iterable[Reservation], records: Records) -> Iterator[str]:
    for permit in sorted({reservation.permit for reservation in imported}):
        yield from wrong_counts(permit, records)


ENTITY = Entity(
    name="reservations",
    columns=COLUMNS,
    optional=ASIDE,
    tally="saved",
    row=Reservation,
    read=_read,
    target=_target,
    save=_save,
    audit=_audit,
    undo=lambda rows, memory, records, _undoing: unbook(rows, memory, records),
    undo_writes=UNBOOKED,
    key=lambda reservation: reservation_key(reservation.permit, reservation.id),
)
