from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legwork.domain.errors import InvalidInput
from legwork.trade.permits.permit import check_permit_number
from legwork.trade.permits.reservation import (
    BUCKETS,
    MAX_CENTS,
    WEEKS_LIMIT,
    Reservation,
    ReservationStatus,
    bucket_of,
    from_item,
    place_of,
    read_reservation,
    to_item,
)

GOOD = {
    "facility": "Gym",
    "starts_at": "2027-04-05T18:00",
    "ends_at": "2027-04-05T19:30",
    "amount_cents": 1250,
    "event": "Practice",
}


def read(**changed: Any) -> Reservation:
    return read_reservation({**GOOD, **changed}, "P-1")


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, {}),
        ({"facility": "  Gym  "}, {}),
        ({"amount_cents": "1250"}, {}),
        ({"amount_cents": " 1250 "}, {}),
        ({"amount_cents": 0}, {"amount_cents": 0}),
        ({"amount_cents": MAX_CENTS}, {"amount_cents": MAX_CENTS}),
        ({"event": None}, {"event": ""}),
        ({"event": "é" * 200}, {"event": "é" * 200}),
        ({"starts_at": " 2027-04-05T18:00"}, {}),
    ],
)
def test_good_values_are_read(changed: dict[str, Any], expected: dict[str, Any]) -> None:
    assert read(**changed) == Reservation(permit="P-1", **{**GOOD, **expected})


@pytest.mark.parametrize(
    ("changed", "field", "says"),
    [
        ({"facility": ""}, "facility", "missing"),
        ({"facility": "   "}, "facility", "missing"),
        ({"facility": None}, "facility", "missing"),
        ({"facility": "x" * 201}, "facility", "longer than 200"),
        ({"event": "x" * 201}, "event", "longer than 200"),
        ({"starts_at": ""}, "starts_at", "missing"),
        ({"starts_at": None}, "starts_at", "missing"),
        ({"starts_at": "yesterday"}, "starts_at", "'yesterday' is not a local time"),
        ({"starts_at": "2027-04-05"}, "starts_at", "not a local time"),
        ({"starts_at": "2027-04-05 18:00"}, "starts_at", "not a local time"),
        ({"starts_at": "2027-04-05T18:00:00"}, "starts_at", "not a local time"),
        ({"starts_at": "2027-04-05T18:00Z"}, "starts_at", "not a local time"),
        ({"starts_at": "2027-04-05T18:00+02:00"}, "starts_at", "not a local time"),
        ({"starts_at": "2027-02-29T18:00"}, "starts_at", "not a local time"),
        ({"starts_at": "2027-04-05T24:00"}, "starts_at", "not a local time"),
        ({"starts_at": "20270405T1800"}, "starts_at", "not a local time"),
        ({"starts_at": "2027-W14-1T18:00"}, "starts_at", "not a local time"),
        ({"starts_at": "２０27-04-05T18:00"}, "starts_at", "not a local time"),
        ({"starts_at": 20270405}, "starts_at", "not a local time"),
        ({"ends_at": "2027-04-05T18:00"}, "ends_at", "not after starts_at"),
        ({"ends_at": "2027-04-05T17:59"}, "ends_at", "not after starts_at"),
        ({"ends_at": "0001-01-01T00:00"}, "ends_at", "not after starts_at"),
        ({"ends_at": "2029-04-05T19:30"}, "ends_at", "split it up"),
        ({"ends_at": "9999-12-31T23:59"}, "ends_at", "split it up"),
        ({"amount_cents": -1}, "amount_cents", "negative"),
        ({"amount_cents": "-1"}, "amount_cents", "negative"),
        ({"amount_cents": MAX_CENTS + 1}, "amount_cents", "above"),
        ({"amount_cents": 12.5}, "amount_cents", "not a whole number"),
        ({"amount_cents": 12.0}, "amount_cents", "not a whole number"),
        ({"amount_cents": "12.50"}, "amount_cents", "not a whole number"),
        ({"amount_cents": "1,250"}, "amount_cents", "not a whole number"),
        ({"amount_cents": "1_250"}, "amount_cents", "not a whole number"),
        ({"amount_cents": "$12"}, "amount_cents", "not a whole number"),
        ({"amount_cents": "1e3"}, "amount_cents", "not a whole number"),
        ({"amount_cents": "²"}, "amount_cents", "not a whole number"),
        ({"amount_cents": "٣"}, "amount_cents", "not a whole number"),
        ({"amount_cents": "--1"}, "amount_cents", "not a whole number"),
        ({"amount_cents": "-"}, "amount_cents", "not a whole number"),
        ({"amount_cents": ""}, "amount_cents", "not a whole number"),
        ({"amount_cents": None}, "amount_cents", "not a whole number"),
        ({"amount_cents": True}, "amount_cents", "not a whole number"),
        ({"amount_cents": [1]}, "amount_cents", "not a whole number"),
        ({"amount_cents": "9" * 5000}, "amount_cents", "not a whole number"),
        ({"setup_minutes": -1}, "setup_minutes", "not a whole number of minutes"),
        ({"setup_minutes": "half an hour"}, "setup_minutes", "not a whole number of minutes"),
        ({"setup_minutes": True}, "setup_minutes", "not a whole number of minutes"),
        ({"teardown_minutes": "1441"}, "teardown_minutes", "above 1440"),
        ({"teardown_minutes": 1441}, "teardown_minutes", "above 1440"),
        (
            {"starts_at": "0001-01-01T00:01", "ends_at": "0001-01-01T00:05", "setup_minutes": 2},
            "starts_at",
            "no day that a calendar has",
        ),
    ],
)
def test_bad_values_are_refused_by_field(changed: dict[str, Any], field: str, says: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read(**changed)
    assert [error.field for error in refused.value.errors] == [field]
    assert says in refused.value.errors[0].message


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(InvalidInput) as refused:
        read_reservation({}, "P-1")
    fields = [error.field for error in refused.value.errors]
    assert fields == ["facility", "starts_at", "ends_at", "amount_cents"]


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "weeks"),
    [
        ("2027-04-05T00:00", "2027-04-05T01:00", ["2027-04-05"]),
        ("2027-04-11T23:00", "2027-04-11T23:59", ["2027-04-05"]),
        ("2027-04-11T23:00", "2027-04-12T00:00", ["2027-04-05"]),
        ("2027-04-11T23:00", "2027-04-12T00:01", ["2027-04-05", "2027-04-12"]),
        ("2027-04-07T10:00", "2027-04-20T10:00", ["2027-04-05", "2027-04-12", "2027-04-19"]),
        ("2026-12-31T23:00", "2027-01-01T01:00", ["2026-12-28"]),
        ("0001-01-01T00:00", "0001-01-01T01:00", ["0001-01-01"]),
        ("9999-12-31T22:00", "9999-12-31T23:59", ["9999-12-27"]),
    ],
)
def test_a_reservation_touches_weeks(starts_at: str, ends_at: str, weeks: list[str]) -> None:
    assert read(starts_at=starts_at, ends_at=ends_at).weeks == weeks


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 800))
def test_what_is_not_too_long_fits_into_a_transaction(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    try:
        reservation = read(starts_at=f"{first}T10:00", ends_at=f"{last}T11:00")
    except InvalidInput:
        assert days >= (WEEKS_LIMIT - 1) * 7
    else:
        assert days < (WEEKS_LIMIT - 1) * 7
        assert len(reservation.weeks) <= WEEKS_LIMIT
        weeks = [date.fromisoformat(monday) for monday in reservation.weeks]
        assert weeks[0] <= first < weeks[0] + timedelta(days=7)
        assert weeks[-1] <= last < weeks[-1] + timedelta(days=7)


def test_the_same_reservation_has_the_same_id() -> None:
    assert read(amount_cents=1, event="Other").id == read().id
    others = [
        read(facility="Pool"),
        read(starts_at="2027-04-05T18:01"),
        read(ends_at="2027-04-05T19:31"),
        read_reservation(GOOD, "P-2"),
    ]
    assert len({read().id, *(other.id for other in others)}) == 5


def test_parts_do_not_run_into_each_other_in_an_id() -> None:
    assert read_reservation(GOOD, "P").id != read_reservation({**GOOD, "facility": "PGym"}, "").id


@pytest.mark.parametrize("reservation", [read(), read().billed("R-1")])
def test_a_record_gives_back_the_reservation(reservation: Reservation) -> None:
    assert from_item("P-1", to_item(reservation)) == reservation
    billed = reservation.receipt is not None
    assert (reservation.status is ReservationStatus.BILLED) is billed


def test_places_sort_by_bucket_and_id() -> None:
    ids = [read(facility=f"F{n}").id for n in range(200)]
    assert {bucket_of(name) for name in ids} == set(range(BUCKETS))
    by_bucket = sorted(ids, key=lambda name: (bucket_of(name), name))
    assert sorted(ids, key=place_of) == by_bucket


@pytest.mark.parametrize("permit", ["606405", "A", "RANDALLS-2022", "a.b_c:d e", "x" * 64])
def test_permit_numbers(permit: str) -> None:
    check_permit_number(permit)


@pytest.mark.parametrize(
    "permit", ["", " ", " A", "A ", "A#1", "A/1", "é", "x" * 65, "-1", "A\n", "A\x00", "A\tB"]
)
def test_no_permit_numbers(permit: str) -> None:
    with pytest.raises(InvalidInput):
        check_permit_number(permit)
