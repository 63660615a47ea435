"""The moments of schedules, as EventBridge Scheduler documents them."""

from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legwork.domain.schedule import Cron, NoSchedule, interval_of, moments_after

NEW_YORK = "America/New_York"
START = datetime(2027, 3, 1, tzinfo=UTC)


def first(schedule: str, zone: str = "UTC", after: datetime = START, count: int = 3) -> list[str]:
    found = islice(moments_after(schedule, zone, after), count)
    return [f"{moment:%Y-%m-%dT%H:%M}" for moment in found]


@pytest.mark.parametrize(
    ("expression", "moments"),
    [
        ("0 6 * * ? *", ["2027-03-01T06:00", "2027-03-02T06:00", "2027-03-03T06:00"]),
        ("0 6 ? * MON-FRI *", ["2027-03-01T06:00", "2027-03-02T06:00", "2027-03-03T06:00"]),
        ("0 6 ? * SAT,SUN *", ["2027-03-06T06:00", "2027-03-07T06:00", "2027-03-13T06:00"]),
        ("0 6 ? * 1 *", ["2027-03-07T06:00", "2027-03-14T06:00", "2027-03-21T06:00"]),
        ("0/20 * * * ? *", ["2027-03-01T00:20", "2027-03-01T00:40", "2027-03-01T01:00"]),
        ("15 10-11 1 * ? *", ["2027-03-01T10:15", "2027-03-01T11:15", "2027-04-01T10:15"]),
        ("0 18 L * ? *", ["2027-03-31T18:00", "2027-04-30T18:00", "2027-05-31T18:00"]),
        ("0 18 LW * ? *", ["2027-03-31T18:00", "2027-04-30T18:00", "2027-05-31T18:00"]),
        # 1 May 2027 is a Saturday, so its nearest weekday is the Monday after.
        ("0 9 1W 5,8 ? *", ["2027-05-03T09:00", "2027-08-02T09:00", "2028-05-01T09:00"]),
        ("0 9 15W 5 ? *", ["2027-05-14T09:00", "2028-05-15T09:00", "2029-05-15T09:00"]),
        ("0 10 ? * 2#1 *", ["2027-03-01T10:00", "2027-04-05T10:00", "2027-05-03T10:00"]),
        ("0 10 ? * FRIL *", ["2027-03-26T10:00", "2027-04-30T10:00", "2027-05-28T10:00"]),
        ("0 10 ? * 6#5 *", ["2027-04-30T10:00", "2027-07-30T10:00", "2027-10-29T10:00"]),
        ("0 0 29 2 ? *", ["2028-02-29T00:00", "2032-02-29T00:00"]),
        ("0 0 1 JAN ? 2028-2029", ["2028-01-01T00:00", "2029-01-01T00:00"]),
        ("0 0 1 1 ? 2026", []),
        ("0 0 31 4,6 ? *", []),
    ],
)
def test_cron(expression: str, moments: list[str]) -> None:
    assert first(f"cron({expression})") == moments


def test_a_time_that_the_clocks_skip_does_not_take_place() -> None:
    after = datetime(2027, 3, 13, 12, tzinfo=UTC)
    assert first("cron(30 2 * * ? *)", NEW_YORK, after) == [
        "2027-03-15T06:30",
        "2027-03-16T06:30",
        "2027-03-17T06:30",
    ]
    assert first("at(2027-03-14T02:30:00)", NEW_YORK) == []


def test_a_time_that_they_show_twice_takes_place_once() -> None:
    after = datetime(2027, 11, 6, 12, tzinfo=UTC)
    assert first("cron(30 1 * * ? *)", NEW_YORK, after) == [
        "2027-11-07T05:30",
        "2027-11-08T06:30",
        "2027-11-09T06:30",
    ]


def test_the_hour_of_the_zone_stays_over_the_change() -> None:
    after = datetime(2027, 3, 13, tzinfo=UTC)
    assert first("cron(0 6 * * ? *)", NEW_YORK, after, 2) == [
        "2027-03-13T11:00",
        "2027-03-14T10:00",
    ]


def test_a_day_is_that_of_the_zone() -> None:
    assert first("cron(0 9 1 * ? *)", "Asia/Tokyo", START - timedelta(days=1), 1) == [
        "2027-03-01T00:00"
    ]


def test_once() -> None:
    assert first("at(2027-09-01T06:00:00)", NEW_YORK) == ["2027-09-01T10:00"]
    assert first("at(2026-09-01T06:00:00)") == []


def test_a_rate_goes_on_from_one_of_its_moments() -> None:
    assert interval_of("rate(12 hours)") == timedelta(hours=12)
    assert list(moments_after("rate(1 day)", "UTC", START)) == []
    since = START - timedelta(hours=5)
    found = islice(moments_after("rate(2 hours)", "UTC", START, since=since), 2)
    assert list(found) == [START + timedelta(hours=1), START + timedelta(hours=3)]


@pytest.mark.parametrize(
    "expression",
    [
        "0 6 * * * *",
        "0 6 ? * ? *",
        "0 6 * * ?",
        "60 6 * * ? *",
        "0 24 * * ? *",
        "0 6 32 * ? *",
        "0 6 32W * ? *",
        "0 6 ? * 8 *",
        "0 6 ? * 2#6 *",
        "0 6 * 13 ? *",
        "0 6 * * ? 1969",
        "0/0 6 * * ? *",
        "5-1 6 * * ? *",
        "x 6 * * ? *",
        "0/x 6 * * ? *",
    ],
)
def test_what_the_scheduler_would_not_take(expression: str) -> None:
    with pytest.raises(NoSchedule):
        Cron.read(expression)


@given(
    st.sampled_from(["0 6 * * ? *", "*/7 1,2 ? * MON-FRI *", "30 2 L * ? *", "0 0/5 1-9 * ? *"]),
    st.sampled_from(["UTC", NEW_YORK, "Europe/Berlin", "Australia/Lord_Howe"]),
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)),  # noqa: DTZ001 -- gets its zone below
)
def test_moments_ascend_behind_the_given_one(expression: str, zone: str, after: datetime) -> None:
    begin = after.replace(tzinfo=UTC)
    found = list(islice(moments_after(f"cron({expression})", zone, begin), 5))
    assert found == sorted(set(found))
    assert all(moment > begin for moment in found)
