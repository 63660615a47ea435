"""The moments of a schedule, as EventBridge Scheduler reads it.

A day of a cron expression begins and ends where its time zone says. A time that the clocks skip in
spring does not take place; one that they show twice in autumn does so once, the first time. Source:
EventBridge Scheduler, user guide, "Daylight savings time".
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

_MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
_DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
_YEARS = (1970, 2199)
_UNITS = {"minute": 1, "hour": 60, "day": 1440}
_DAYS_AHEAD = 366 * 8
"""How far ahead is looked: the 29th of February may be eight years away."""


class NoSchedule(ValueError):
    """An expression that the scheduler would not take."""


@dataclass(frozen=True, slots=True)
class Cron:
    """The six fields of a cron expression; those of the day as they are written."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    day: str
    months: frozenset[int]
    weekday: str
    years: frozenset[int]

    @classmethod
    def read(cls, text: str) -> Cron:
        """Read ``minutes hours day-of-month month day-of-week year``.

        Raises:
            NoSchedule: it is none.
        """
        parts = text.upper().split(" ")
        if len(parts) != 6:
            raise NoSchedule("six fields are needed: minutes hours day month weekday year")
        minutes, hours, day, month, weekday, year = parts
        if (day == "?") is (weekday == "?"):
            raise NoSchedule("give either the day of the month or the day of the week, ? for other")
        found = cls(
            minutes=tuple(sorted(_values(minutes, 0, 59))),
            hours=tuple(sorted(_values(hours, 0, 23))),
            day=day,
            months=frozenset(_values(month, 1, 12, _MONTHS)),
            weekday=weekday,
            years=frozenset(_values(year, *_YEARS)),
        )
        # A month with every sort of day tells whether the fields of the day can be read.
        found.days(2024, 2)
        return found

    def days(self, year: int, month: int) -> set[int]:
        """The days of a month on which it takes place."""
        last = monthrange(year, month)[1]
        if self.weekday == "?":
            return {day for part in self.day.split(",") for day in _of_month(part, year, month)}
        parts = self.weekday.split(",")
        return {day for part in parts for day in _of_week(part, year, month) if day <= last}


def _values(text: str, least: int, most: int, names: list[str] | None = None) -> set[int]:
    found: set[int] = set()
    for part in text.split(","):
        span, _, step = part.partition("/")
        if step and not step.isdigit():
            raise NoSchedule(f"'{part[:20]}' is no step")
        first, dash, last = span.partition("-")
        if span == "*":
            low, high = least, most
        else:
            low = _number(first, least, names)
            high = _number(last, least, names) if dash else (most if step else low)
        every = int(step or 1)
        if not (least <= low <= most and least <= high <= most) or low > high or every < 1:
            raise NoSchedule(f"'{part[:20]}' is out of range")
        found.update(range(low, high + 1, every))
    return found


def _number(text: str, least: int, names: list[str] | None) -> int:
    if names and text in names:
        return names.index(text) + least
    if not (text.isascii() and text.isdigit()):
        raise NoSchedule(f"'{text[:20]}' is no number")
    return int(text)


def _of_month(part: str, year: int, month: int) -> set[int]:
    last = monthrange(year, month)[1]
    if part == "L":
        return {last}
    if part == "LW":
        return {_nearest_weekday(year, month, last)}
    if match := re.fullmatch(r"([0-9]{1,2})W", part):
        day = int(match[1])
        if not 1 <= day <= 31:
            raise NoSchedule(f"'{part}' is out of range")
        return {_nearest_weekday(year, month, day)} if day <= last else set()
    return {day for day in _values(part, 1, 31) if day <= last}


def _nearest_weekday(year: int, month: int, day: int) -> int:
    last = monthrange(year, month)[1]
    match date(year, month, day).weekday():
        case 5:
            return day - 1 if day > 1 else day + 2
        case 6:
            return day + 1 if day < last else day - 2
        case _:
            return day


def _of_week(part: str, year: int, month: int) -> set[int]:
    """Days of the week count from 1, a Sunday."""
    last = monthrange(year, month)[1]
    if part == "L":
        part = "7"
    if match := re.fullmatch(r"([A-Z0-9]+)#([1-5])", part):
        [wanted] = _values(match[1], 1, 7, _DAYS)
        days = [day for day in range(1, last + 1) if _weekday(year, month, day) == wanted]
        return set(days[int(match[2]) - 1 : int(match[2])])
    if match := re.fullmatch(r"([A-Z0-9]+)L", part):
        [wanted] = _values(match[1], 1, 7, _DAYS)
        return {max(d for d in range(1, last + 1) if _weekday(year, month, d) == wanted)}
    wanted_ones = _values(part, 1, 7, _DAYS)
    return {day for day in range(1, last + 1) if _weekday(year, month, day) in wanted_ones}


def _weekday(year: int, month: int, day: int) -> int:
    return date(year, month, day).isoweekday() % 7 + 1


# --- Moments ---------------------------------------------------------------------------------


def interval_of(schedule: str) -> timedelta | None:
    """The time between two moments of a ``rate(…)``."""
    match = re.fullmatch(r"rate\(([0-9]+) (minute|hour|day)s?\)", schedule)
    return timedelta(minutes=int(match[1]) * _UNITS[match[2]]) if match else None


def moments_after(
    schedule: str, timezone: str, after: datetime, *, since: datetime | None = None
) -> Iterator[datetime]:
    """The moments of a schedule behind one, in UTC, as far as they can be told.

    Args:
        schedule: ``rate(…)``, ``cron(…)`` or ``at(…)``.
        timezone: the zone in which it is read.
        after: from here on.
        since: a moment of a ``rate(…)``; without one nothing is known of it.

    Raises:
        NoSchedule: the scheduler would not take it.
    """
    if (interval := interval_of(schedule)) is not None:
        if since is not None:
            yield from _every(interval, since, after)
        return
    zone = ZoneInfo(timezone)
    if schedule.startswith("at("):
        at = _in_utc(datetime.fromisoformat(schedule[3:-1]), zone)
        if at is not None and at > after:
            yield at
        return
    yield from _of_cron(Cron.read(schedule.removeprefix("cron(").removesuffix(")")), zone, after)


def _every(interval: timedelta, since: datetime, after: datetime) -> Iterator[datetime]:
    moment = since + interval * max((after - since) // interval + 1, 0)
    while True:
        yield moment
        moment += interval


def _of_cron(cron: Cron, zone: ZoneInfo, after: datetime) -> Iterator[datetime]:
    first = after.astimezone(zone).date() - timedelta(days=1)
    for ahead in range(_DAYS_AHEAD):
        day = first + timedelta(days=ahead)
        if day.year not in cron.years or day.month not in cron.months:
            continue
        if day.day not in cron.days(day.year, day.month):
            continue
        begin = datetime.combine(day, time())
        times = [
            begin + timedelta(hours=hour, minutes=minute)
            for hour, minute in product(cron.hours, cron.minutes)
        ]
        found = {at for local in times if (at := _in_utc(local, zone)) is not None}
        yield from sorted(at for at in found if at > after)


def _in_utc(local: datetime, zone: ZoneInfo) -> datetime | None:
    """The moment that a clock there shows this for the first time; nothing if it never does."""
    at = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return at if at.astimezone(zone).replace(tzinfo=None) == local else None
