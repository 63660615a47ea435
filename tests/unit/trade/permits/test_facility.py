from dataclasses import replace

import pytest

from legwork.domain.effect import Absent, Equals, Put
from legwork.trade.permits.facility import Booking, Sheets, bookings_of, sheet_key
from legwork.trade.permits.reservation import Reservation


def reservation(start: str, end: str, facility: str = "Gym", permit: str = "P 1") -> Reservation:
    return Reservation(
        permit=permit, facility=facility, starts_at=start, ends_at=end, amount_cents=1
    )


@pytest.mark.parametrize(
    ("start", "end", "overlaps"),
    [
        ("2027-04-05T08:00", "2027-04-05T09:00", False),
        ("2027-04-05T08:00", "2027-04-05T09:01", True),
        ("2027-04-05T09:00", "2027-04-05T10:00", True),
        ("2027-04-05T09:15", "2027-04-05T09:45", True),
        ("2027-04-05T08:00", "2027-04-05T11:00", True),
        ("2027-04-05T09:59", "2027-04-05T11:00", True),
        ("2027-04-05T10:00", "2027-04-05T11:00", False),
        ("2027-04-04T09:00", "2027-04-06T10:00", True),
        ("2027-04-12T09:00", "2027-04-12T10:00", False),
    ],
)
def test_touching_ends_do_not_overlap(start: str, end: str, overlaps: bool) -> None:
    taken = reservation("2027-04-05T09:00", "2027-04-05T10:00")
    wanted = reservation(start, end, permit="P2")
    sheets = Sheets({})
    sheets.book(taken)
    conflict = sheets.conflict(wanted)
    assert (conflict is not None) is overlaps
    if conflict:
        assert conflict == Booking("2027-04-05T09:00", "2027-04-05T10:00", taken.id, "P 1")


def test_another_facility_is_free() -> None:
    sheets = Sheets({})
    sheets.book(reservation("2027-04-05T09:00", "2027-04-05T10:00"))
    assert sheets.conflict(reservation("2027-04-05T09:00", "2027-04-05T10:00", "Pool")) is None


def test_a_facility_named_like_a_week_is_another_one() -> None:
    assert sheet_key("Gym#2027-04-05", "2027-04-12") != sheet_key("Gym", "2027-04-05")


def test_a_reservation_of_several_weeks_takes_them_all() -> None:
    sheets = Sheets({})
    effects = sheets.book(reservation("2027-04-07T00:00", "2027-04-20T00:00"))
    mondays = ["2027-04-05", "2027-04-12", "2027-04-19"]
    assert [effect.key for effect in effects] == [sheet_key("Gym", day) for day in mondays]
    for day in ("2027-04-07", "2027-04-13", "2027-04-19"):
        assert sheets.conflict(reservation(f"{day}T10:00", f"{day}T11:00"))
    assert not sheets.conflict(reservation("2027-04-20T00:00", "2027-04-20T11:00"))


def test_a_sheet_is_written_only_as_it_was_read() -> None:
    one = reservation("2027-04-05T09:00", "2027-04-05T10:00")
    other = reservation("2027-04-05T10:00", "2027-04-05T11:00")
    [first] = Sheets({}).book(one)
    assert isinstance(first, Put)
    assert first.expect == (Absent(),)

    [second] = Sheets({first.key: first.item}).book(other)
    assert isinstance(second, Put)
    assert second.expect == (Equals("version", first.item["version"]),)
    assert second.item["version"] != first.item["version"]
    assert [booking.reservation for booking in bookings_of(second.item)] == [one.id, other.id]


@pytest.mark.parametrize(
    ("start", "end", "free"),
    [
        ("08:00", "08:30", True),
        ("08:00", "08:31", False),
        ("10:00", "11:00", False),
        ("10:14", "11:00", False),
        ("10:15", "11:00", True),
    ],
)
def test_setup_and_teardown_count_in_conflicts(start: str, end: str, free: bool) -> None:
    """Source: the rules of the trade, on permits."""
    game = reservation("2027-04-05T09:00", "2027-04-05T10:00")
    taken = replace(game, setup_minutes=30, teardown_minutes=15)
    wanted = reservation(f"2027-04-05T{start}", f"2027-04-05T{end}", permit="P2")
    for one, other in ((taken, wanted), (wanted, taken)):
        sheets = Sheets({})
        sheets.book(one)
        assert (sheets.conflict(other) is None) is free


def test_setup_takes_the_week_before_as_well() -> None:
    monday = reservation("2027-04-05T00:10", "2027-04-05T10:00")
    assert replace(monday, setup_minutes=10).weeks == ["2027-04-05"]
    assert replace(monday, setup_minutes=11).weeks == ["2027-03-29", "2027-04-05"]
    sunday = reservation("2027-04-11T20:00", "2027-04-11T23:50")
    assert replace(sunday, teardown_minutes=10).weeks == ["2027-04-05"]
    assert replace(sunday, teardown_minutes=11).weeks == ["2027-04-05", "2027-04-12"]
