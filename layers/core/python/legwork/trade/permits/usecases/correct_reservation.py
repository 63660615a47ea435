"""Read, change and cancel a reservation, while it is not billed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from legwork.domain.effect import Effect, Item
from legwork.domain.errors import NotFound
from legwork.domain.permission import Caller
from legwork.domain.record import Records
from legwork.ports import Database
from legwork.trade.imports.entity import OnConflict
from legwork.trade.permits import reservation as reservations
from legwork.trade.permits.reservation import Reservation, is_reservation_id, reservation_key
from legwork.trade.permits.rules.rebooking import Rebooking, restate
from legwork.trade.permits.usecases.read_permit import find_permit
from legwork.usecases.correct_record import Noun, correct_record


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationReading:
    """A reservation."""

    reservation: Reservation
    item: Item
    """Its record, as it was read."""
    warning: str | None = None
    """Who else has its facility at that time, if it was saved all the same."""


def read_reservation_of(
    permit: str, reservation: str, *, caller: Caller, records: Records
) -> ReservationReading:
    """A reservation of a permit.

    Raises:
        NotAllowed: the caller may not see permits.
        NotFound: there is none.
    """
    find_permit(permit, caller=caller, records=records)
    item = None
    if is_reservation_id(reservation):
        key = reservation_key(permit, reservation)
        item = records.get([key]).get(key)
    if item is None:
        raise NotFound(f"Permit '{permit[:64]}' has no reservation '{reservation[:64]}'.")
    return ReservationReading(reservation=reservations.from_item(permit, item), item=item)


def correct_reservation(
    permit: str,
    reservation: str,
    said: Mapping[str, Any],
    tags: frozenset[str],
    *,
    on_conflict: OnConflict,
    tag_of: Callable[[ReservationReading], str],
    caller: Caller,
    database: Database,
    records: Records,
) -> ReservationReading:
    """The reservation as it is after the change.

    Args:
        permit, reservation: which one.
        said: fields with what they are to be; None for what is to be as in a new one.
        tags: the versions that the caller names as the one to be changed.
        on_conflict: what becomes of it when its facility is taken.
        tag_of: the version of what was read.
        caller: who changes it.
        database, records: the account's.

    Raises:
        NotAllowed: the caller may not change permits.
        NotPossible: it is billed, or its facility is taken at that time.
        NotFound, VersionMissing, Outdated, InvalidInput, TooLarge, Conflicted: see
            ``correct_record``.
    """
    warnings: list[str | None] = []

    def change(found: ReservationReading) -> Iterator[Effect]:
        after = restate(found.reservation, said)
        rebooking = Rebooking(found.reservation, found.item, after, records)
        warnings.append(rebooking.check(on_conflict))
        return rebooking.effects()

    noun = Noun(
        read=lambda: read_reservation_of(permit, reservation, caller=caller, records=records),
        tag=tag_of,
        change=change,
    )
    after, changed = correct_record(noun, tags, account=caller.account, database=database)
    return replace(after, warning=warnings[-1] if changed else None)
