"""Reservations by facility: what is booked where, when, under which permit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from legwork.domain.day import check_day
from legwork.domain.errors import InvalidInput
from legwork.domain.plan import Passed, Target
from legwork.domain.record import Records, read_neighbours
from legwork.trade.permits import permit as permits
from legwork.trade.permits import reservation as reservations
from legwork.trade.permits.permit import permit_key
from legwork.trade.permits.reservation import Reservation, key_of_place, reservations_of
from legwork.trade.reports.report import Choice, Column, ColumnKind, Found, Report
from legwork.trade.reports.rules.listing import END, begin_in, ids_of, key_of, parts_of, passed

CODES = {
    "gone": "What it would have shown is there no more.",
}
"""What its codes mean."""

COLUMNS = (
    Column("Facility"),
    Column("Day", ColumnKind.DAY),
    Column("From", ColumnKind.TIME),
    Column("To", ColumnKind.TIME),
    Column("Ends on", ColumnKind.DAY),
    Column("Event"),
    Column("Permit"),
    Column("Holder"),
    Column("Status"),
    Column("Receipt"),
    Column("Amount", ColumnKind.MONEY, total=True),
)
_GONE = Found(code="gone", sentence="There is no such reservation any more.")


def _check(choice: Choice, _records: Records) -> None:
    for field, day in (("first_day", choice.first), ("last_day", choice.last)):
        if day:
            check_day(field, day)
    if choice.first and choice.last and choice.last < choice.first:
        raise InvalidInput.of("last_day", "before the first day")


def _targets(choice: Choice, records: Records, after: str | None) -> Iterator[Target | Passed]:
    for permit in ids_of("permits", records, after=after):
        begin = begin_in(permit, after)
        if begin == END:
            continue
        for place, reservation in reservations_of(permit, records, after=begin):
            if _wanted(reservation, choice):
                yield Target(key_of(permit, place))
        # Few of them may have a reservation at these facilities, and on these days.
        yield passed(permit)


def _wanted(reservation: Reservation, choice: Choice) -> bool:
    day = reservation.starts_at[:10]
    in_time = choice.first <= day and (not choice.last or day <= choice.last)
    return in_time and (not choice.facilities or reservation.facility in choice.facilities)


def _lines(targets: Sequence[str], _choice: Choice, records: Records) -> Sequence[Found]:
    named = [parts_of(target) for target in targets]
    keys = [key_of_place(permit, place) for permit, place in named]
    found = read_neighbours(keys, records)
    owners = records.get({permit_key(permit) for permit, _ in named})
    lines = []
    for (permit, _), key in zip(named, keys, strict=True):
        if key not in found:
            lines.append(_GONE)
            continue
        owner = owners.get(permit_key(permit))
        holder = permits.check_item(owner)["holder"] if owner else ""
        lines.append(_line(reservations.from_item(permit, found[key]), holder))
    return lines


def _line(reservation: Reservation, holder: str) -> Found:
    begins, ends = reservation.starts_at.split("T"), reservation.ends_at.split("T")
    cells = (
        reservation.facility,
        begins[0],
        begins[1],
        ends[1],
        ends[0] if ends[0] != begins[0] else None,
        reservation.event,
        reservation.permit,
        holder,
        reservation.status.value,
        reservation.receipt,
        reservation.amount_cents,
    )
    return Found([cells])


def _label(target: str) -> str:
    permit, place = parts_of(target)
    return f"{permit} {reservations.id_of_place(place)}"


def _about(choice: Choice) -> str:
    where = ", ".join(choice.facilities[:5]) or "All facilities"
    more = f" and {len(choice.facilities) - 5} more" if len(choice.facilities) > 5 else ""
    since = f" from {choice.first}" if choice.first else ""
    until = f" to {choice.last}" if choice.last else ""
    return f"{where}{more}{since}{until}"


RESERVATIONS = Report(
    name="reservations",
    title="Reservations by facility",
    columns=COLUMNS,
    order=(0, 1, 2, 6),
    group=0,
    check=_check,
    targets=_targets,
    lines=_lines,
    about=_about,
    label=_label,
)
