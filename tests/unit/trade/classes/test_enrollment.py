import pytest

from legwork.domain.effect import Put
from legwork.trade.classes.enrollment import (
    Enrollment,
    EnrollmentStatus,
    drop,
    enrollment_key,
    from_item,
    to_item,
)
from tests.unit.account import Account

ACTIVE, FUTURE = EnrollmentStatus.ACTIVE, EnrollmentStatus.FUTURE
WAITLISTED, DROPPED = EnrollmentStatus.WAITLISTED, EnrollmentStatus.DROPPED
PLAIN = {"student": "S1", "family": "F1", "enrolled_day": 0, "tuition_cents": 100}
DAY = "2027-05-03"


def enrollment(**said: object) -> Enrollment:
    return from_item("A", {**PLAIN, **said})


def test_a_row_of_the_last_release_is_an_active_enrollment() -> None:
    read = enrollment()
    assert read == Enrollment(
        class_id="A", student="S1", family="F1", enrolled_day=0, tuition_cents=100
    )
    assert to_item(read) == PLAIN
    assert read.active_on(DAY)
    assert read.expected(f"{DAY}T09:00")
    assert to_item(enrollment(makeup=DAY)) == {**PLAIN, "makeup": DAY}


@pytest.mark.parametrize(
    ("said", "day", "status"),
    [
        ({"status": "waitlisted"}, DAY, WAITLISTED),
        ({"status": "future"}, "2099-01-01", FUTURE),
        ({"status": "future", "begins_on": DAY}, "2027-05-02", FUTURE),
        ({"status": "future", "begins_on": DAY}, DAY, ACTIVE),
    ],
)
def test_what_it_is_depends_on_the_day(
    said: dict[str, str], day: str, status: EnrollmentStatus
) -> None:
    assert enrollment(**said).on(day) is status
    assert enrollment(**said).expected(f"{day}T09:00") is (status is ACTIVE)


@pytest.mark.parametrize(
    ("before", "on_its_day"),
    [({}, ACTIVE), ({"status": "waitlisted"}, WAITLISTED), ({"status": "future"}, FUTURE)],
)
def test_a_drop_counts_to_the_end_of_its_day(
    before: dict[str, str], on_its_day: EnrollmentStatus
) -> None:
    """Rule: a drop counts to the end of its day; future and waitlisted places are part of it."""
    account = Account()
    item = {**PLAIN, **before}
    key = enrollment_key("A", "F1", "S1")
    account.commit([Put(key, item)])
    account.commit([drop(from_item("A", item), item, on=DAY, reason="Moved away", by="01J")])
    after = from_item("A", account.records.get([key])[key])
    assert after.on(DAY) is on_its_day
    assert after.on("2027-05-04") is DROPPED
    assert (after.dropped_on, after.drop_reason) == (DAY, "Moved away")
    assert after.expected(f"{DAY}T23:59") is (on_its_day is ACTIVE)
    assert not after.expected("2027-05-04T00:00")


def test_a_makeup_is_expected_at_its_session_alone() -> None:
    whole_day = enrollment(makeup=DAY)
    assert whole_day.expected(f"{DAY}T09:00")
    assert whole_day.expected(f"{DAY}T11:00")
    assert not whole_day.expected("2027-05-04T09:00")
    one = enrollment(makeup=DAY, makeup_starts="09:00", token="T1")
    assert one.expected(f"{DAY}T09:00")
    assert not one.expected(f"{DAY}T11:00")
    assert not one.active_on(DAY)


def test_one_with_a_token_lies_beside_the_own_enrollment() -> None:
    own = enrollment()
    redeemed = enrollment(makeup=DAY, makeup_starts="09:00", token="T1")
    assert own.key == enrollment_key("A", "F1", "S1")
    assert redeemed.key.partition == own.key.partition
    assert redeemed.key.sort == f"{own.key.sort}#{DAY}T09:00"
    assert redeemed.place.startswith(f"{own.place}#")
    assert from_item("A", to_item(redeemed)) == redeemed
