"""Importing reservations: like saving them, with the permits that are named for the first time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from legwork.domain.effect import Absent, Effect, Put
from legwork.domain.kind import Performed
from legwork.domain.outcome import Verdict
from legwork.domain.plan import Target
from legwork.domain.record import Records
from legwork.trade.imports.entity import Entity, OnConflict
from legwork.trade.permits.permit import check_permit_number, own_holder, permit_item, permit_key
from legwork.trade.permits.reservation import (
    COLUMNS,
    Reservation,
    read_reservation,
    reservation_key,
)
from legwork.trade.permits.rules.booking import book


def _read(values: Mapping[str, str]) -> Reservation:
    permit = values["permit"].strip()
    reservation = read_reservation(values, permit)
    check_permit_number(permit)
    return reservation


def _target(key: str, reservation: Reservation) -> Target:
    # The reservation and its permit, and each week's sheet of the facility.
    return Target(key, writes=2 + len(reservation.weeks), affinity=reservation.facility)


def _save(
    wanted: Sequence[Reservation | Verdict], records: Records, on_conflict: OnConflict
) -> list[Performed]:
    performed = book(wanted, records, on_conflict)
    numbers = {r.permit for r in wanted if isinstance(r, Reservation)}
    known = set(records.get(permit_key(number) for number in numbers))
    complete = []
    for one, done in zip(wanted, performed, strict=True):
        effects: list[Effect] = list(done.effects)
        if effects and isinstance(one, Reservation) and permit_key(one.permit) not in known:
            known.add(permit_key(one.permit))
            item = permit_item(one.permit, own_holder(one.permit), {})
            effects.append(Put(permit_key(one.permit), item, (Absent(),)))
        complete.append(replace(done, effects=effects))
    return complete


ENTITY = Entity(
    name="reservations",
    columns=COLUMNS,
    tally="saved",
    row=Reservation,
    read=_read,
    target=_target,
    save=_save,
    key=lambda reservation: reservation_key(reservation.permit, reservation.id),
)
