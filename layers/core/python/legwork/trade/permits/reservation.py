"""Reservations: facility × time under a permit, saved once, billed once ever.

Source of the rules: CivicRec's permits. Times are local to the facility, without zone.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any, Final

from legwork.domain.cursor import bucket_and_rest
from legwork.domain.effect import Item, Key
from legwork.domain.errors import FieldError, InvalidInput
from legwork.domain.readable import legible, readable
from legwork.domain.record import Records

COLUMNS = ("permit", "event", "facility", "starts_at", "ends_at", "amount_cents")
"""Columns of a CSV file of reservations."""
ASIDE: Final = ("setup_minutes", "teardown_minutes")
"""Columns that may be left out: minutes that it takes its facility before and after its time."""
ASIDE_LIMIT: Final = 24 * 60
"""Most minutes of setup, and of teardown."""

BUCKETS = 8
"""A permit's reservations lie in this many partitions, so that a large one is not held up."""

WEEKS_LIMIT = 92
"""Longest reservation: each week is one write, and one transaction must hold them all."""

MAX_CENTS = 1_000_000_000_00

TEXT_LENGTH = 200
"""Longest name of a facility or an event."""


class ReservationStatus(StrEnum):
    """What became of a reservation."""

    RESERVED = "reserved"
    BILLED = "billed"
    CANCELLED = "cancelled"
    """Its facility is free again, and it is never billed; its record stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """A facility taken from one time to another, under a permit."""

    permit: str
    facility: str
    starts_at: str
    """Local to the facility: YYYY-MM-DDThh:mm."""
    ends_at: str
    amount_cents: int
    event: str = ""
    setup_minutes: int = 0
    """Its facility is taken so much before it begins: this counts in conflicts."""
    teardown_minutes: int = 0
    """And so much after it ends."""
    status: ReservationStatus = ReservationStatus.RESERVED
    receipt: str | None = None
    first_id: str | None = None
    """The id that it got where it was saved first; nothing while it is still there."""

    @property
    def id(self) -> str:
        """Same permit, facility and time: the same reservation, however often it is saved.

        One that was moved keeps the id that it got first.
        """
        if self.first_id is not None:
            return self.first_id
        natural = "\x1f".join((self.permit, self.facility, self.starts_at, self.ends_at))
        return hashlib.sha256(natural.encode()).hexdigest()[:16]

    @property
    def taken_from(self) -> str:
        """When it begins to take its facility, setup included."""
        return _shifted(self.starts_at, -self.setup_minutes)

    @property
    def taken_until(self) -> str:
        """When its facility is free again, teardown included."""
        return _shifted(self.ends_at, self.teardown_minutes)

    @property
    def weeks(self) -> list[str]:
        """The Mondays of the weeks in which it takes its facility, as YYYY-MM-DD."""
        first, last = date.fromisoformat(self.taken_from[:10]), _last_day(self.taken_until)
        monday = first - timedelta(days=first.weekday())
        count = (last - monday).days // 7 + 1
        return [(monday + timedelta(weeks=week)).isoformat() for week in range(count)]

    @property
    def holds(self) -> bool:
        """Whether it takes its facility."""
        return self.status is not ReservationStatus.CANCELLED

    def billed(self, receipt: str) -> Reservation:
        """The same, billed on a receipt."""
        return replace(self, status=ReservationStatus.BILLED, receipt=receipt)


def _shifted(moment: str, minutes: int) -> str:
    if not minutes:
        return moment
    return (datetime.fromisoformat(moment) + timedelta(minutes=minutes)).isoformat(
        timespec="minutes"
    )


def _last_day(ends_at: str) -> date:
    end = datetime.fromisoformat(ends_at)
    return (end - timedelta(minutes=1)).date()


def read_reservation(values: Mapping[str, Any], permit: str) -> Reservation:
    """A reservation from the values of a row or of a request.

    Raises:
        InvalidInput: with every field that is wrong and what it should be.
    """
    errors: list[FieldError] = []
    text = {name: str(values.get(name) or "").strip() for name in ("facility", "event")}
    for name, value in text.items():
        if len(value) > TEXT_LENGTH:
            errors.append(FieldError(name, f"longer than {TEXT_LENGTH} characters"))
    if not text["facility"]:
        errors.append(FieldError("facility", "missing"))
    times = {name: _local_time(name, values, errors) for name in ("starts_at", "ends_at")}
    amount = _cents(values.get("amount_cents"), errors)
    setup, teardown = (_minutes(name, values.get(name), errors) for name in ASIDE)
    if errors:
        raise _invalid(errors)
    reservation = Reservation(
        permit=permit,
        facility=text["facility"],
        starts_at=times["starts_at"],
        ends_at=times["ends_at"],
        amount_cents=amount,
        event=text["event"],
        setup_minutes=setup,
        teardown_minutes=teardown,
    )
    _check_span(reservation)
    return reservation


def _check_span(reservation: Reservation) -> None:
    if reservation.ends_at <= reservation.starts_at:
        raise _invalid([FieldError("ends_at", "not after starts_at")])
    try:
        begin = date.fromisoformat(reservation.taken_from[:10])
        end = _last_day(reservation.taken_until)
    except OverflowError as error:
        raise _invalid([FieldError("starts_at", "no day that a calendar has")]) from error
    if (end - begin).days >= (WEEKS_LIMIT - 1) * 7:
        raise _invalid([FieldError("ends_at", f"over {WEEKS_LIMIT - 1} weeks away: split it up")])


def _invalid(errors: list[FieldError]) -> InvalidInput:
    return InvalidInput("; ".join(f"{e.field}: {e.message}" for e in errors), errors)


def _local_time(name: str, values: Mapping[str, Any], errors: list[FieldError]) -> str:
    value = str(values.get(name) or "").strip()
    try:
        parsed = datetime.fromisoformat(value).replace(tzinfo=None).isoformat(timespec="minutes")
    except ValueError:
        parsed = ""
    if not value or parsed != value:
        shown = f"'{value[:40]}' is not a local time like 2026-05-31T18:30" if value else "missing"
        errors.append(FieldError(name, shown))
    return value


def _minutes(name: str, value: Any, errors: list[FieldError]) -> int:
    text = str(value).strip() if isinstance(value, str | int) else ""
    if value is None or text == "":
        return 0
    if isinstance(value, bool) or not re.fullmatch("[0-9]{1,6}", text):
        errors.append(FieldError(name, "not a whole number of minutes"))
        return 0
    if int(text) > ASIDE_LIMIT:
        errors.append(FieldError(name, f"above {ASIDE_LIMIT}"))
    return int(text)


def _cents(value: Any, errors: list[FieldError]) -> int:
    text = str(value).strip() if isinstance(value, str | int) else ""
    if isinstance(value, bool) or not re.fullmatch("-?[0-9]{1,18}", text):
        errors.append(FieldError("amount_cents", "not a whole number of cents"))
        return 0
    if not 0 <= int(text) <= MAX_CENTS:
        wrong = "negative" if int(text) < 0 else f"above {MAX_CENTS}"
        errors.append(FieldError("amount_cents", wrong))
    return int(text)


def bucket_of(reservation_id: str) -> int:
    """The bucket in which a reservation lies."""
    return int(reservation_id[:4], 16) % BUCKETS


def bucket_partition(permit: str, bucket: int) -> str:
    """One of the partitions of a permit's reservations."""
    return f"PERMIT#{permit}#RESERVATIONS#{bucket}"


_RESERVATION = "RESERVATION#"


def reservation_key(permit: str, reservation_id: str) -> Key:
    """A reservation."""
    bucket = bucket_partition(permit, bucket_of(reservation_id))
    return Key(bucket, f"{_RESERVATION}{reservation_id}")


def is_reservation_id(name: str) -> bool:
    """Whether this can be the id of a reservation."""
    return re.fullmatch("[0-9a-f]{16}", name) is not None


def reservation_id_of(sort: str) -> str:
    """The id within a reservation's sort key."""
    return sort.removeprefix(_RESERVATION)


def sort_of(reservation_id: str) -> str:
    """The sort key of a reservation."""
    return f"{_RESERVATION}{reservation_id}"


def to_item(reservation: Reservation) -> Item:
    """The reservation as a record; its key holds permit and id."""
    item: dict[str, Any] = {
        "facility": reservation.facility,
        "starts_at": reservation.starts_at,
        "ends_at": reservation.ends_at,
        "amount_cents": reservation.amount_cents,
        "event": reservation.event,
        "status": reservation.status.value,
    }
    for name in ASIDE:
        if minutes := getattr(reservation, name):
            item[name] = minutes
    if reservation.receipt:
        item["receipt"] = reservation.receipt
    if reservation.first_id:
        item["id"] = reservation.first_id
    return item


@readable("reservation")
def from_item(permit: str, item: Item) -> Reservation:
    """The reservation that a record holds."""
    return Reservation(
        permit=permit,
        facility=item["facility"],
        starts_at=item["starts_at"],
        ends_at=item["ends_at"],
        amount_cents=item["amount_cents"],
        event=item["event"],
        setup_minutes=item.get("setup_minutes", 0),
        teardown_minutes=item.get("teardown_minutes", 0),
        status=ReservationStatus(item["status"]),
        receipt=item.get("receipt"),
        first_id=item.get("id"),
    )


def reservations_of(
    permit: str, records: Records, *, after: str | None = None
) -> Iterator[tuple[str, Reservation]]:
    """A permit's reservations by place (bucket and id), in ascending order of the place.

    Those that cannot be read are left out: for who shows or sums them.
    """
    for place, reservation in places_of(permit, records, after=after):
        if reservation is not None:
            yield place, reservation


def places_of(
    permit: str, records: Records, *, after: str | None = None
) -> Iterator[tuple[str, Reservation | None]]:
    """The same with the places of those that cannot be read: for who must not forget them."""
    first, last_id = bucket_and_rest(after or "0#")
    for bucket in range(first, BUCKETS):
        begin = sort_of(last_id) if last_id and bucket == first else None
        for sort, item in records.query(bucket_partition(permit, bucket), after=begin):
            found = next(legible([item], partial(from_item, permit)), None)
            yield place_of(reservation_id_of(sort)), found


def place_of(reservation_id: str) -> str:
    """Bucket and id: sorts a permit's reservations in the order in which they are stored."""
    return f"{bucket_of(reservation_id)}#{reservation_id}"


def id_of_place(place: str) -> str:
    """The id of the reservation that lies at a place."""
    return place.split("#")[1]


def key_of_place(permit: str, place: str) -> Key:
    """The key of the reservation that lies at a place."""
    return reservation_key(permit, id_of_place(place))


def check_known(permit: str, named: Collection[str], records: Records) -> None:
    """Refuse ids that name no reservation of a permit.

    Raises:
        InvalidInput: names the field ``reservations``.
    """
    if any(not is_reservation_id(name) for name in named):
        raise InvalidInput.of("reservations", "an id has 16 hexadecimal digits")
    keys = {reservation_key(permit, name): name for name in named}
    unknown = sorted(keys[key] for key in set(keys) - set(records.get(keys)))
    if unknown:
        more = f" and {len(unknown) - 3} more" if len(unknown) > 3 else ""
        said = f"permit '{permit}' has no reservation {', '.join(unknown[:3])}{more}"
        raise InvalidInput.of("reservations", said)
