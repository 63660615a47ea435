"""Makes the sample permits of an invented parks department, the same bytes every time.

`season_permit.csv` is a season of a sports league, with double bookings as they happen when
make-up games are squeezed in. `second_permit.csv` is a summer of day camps at other facilities,
without any.
Neither depends on the day or the machine it is made on. Run it from anywhere:

    python samples/make_samples.py
"""

import csv
import random
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date, datetime, time, timedelta
from io import StringIO
from itertools import islice
from pathlib import Path

SEED = 20270403
SEASON_PERMIT = "LEAGUE-2027"
SEASON_ROWS = 1_200
DOUBLE_BOOKINGS = 40
SEASON_START = date(2027, 4, 3)
SEASON_WEEKS = 24
SECOND_PERMIT = "CAMPS-2027"
SECOND_ROWS = 2_400
CAMP_START = date(2027, 6, 21)
CAMP_DAYS = 40

SATURDAY = 5
EVENING = ((time(17, 30), time(19, 30)), (time(19, 30), time(21, 30)))
WEEKEND = (
    (time(9, 0), time(11, 0)),
    (time(11, 0), time(13, 0)),
    (time(13, 30), time(15, 30)),
    (time(15, 30), time(17, 30)),
)
CAMP_BLOCKS = (
    (time(9, 0), time(10, 30)),
    (time(10, 30), time(12, 0)),
    (time(13, 0), time(14, 30)),
    (time(14, 30), time(16, 0)),
)


@dataclass(frozen=True, slots=True)
class Sport:
    """What is played, where, and what an hour of it costs in cents."""

    event: str
    facilities: Sequence[str]
    hourly_cents: int


@dataclass(frozen=True, slots=True)
class Row:
    """One reservation; the fields are the columns."""

    permit: str
    event: str
    facility: str
    starts_at: str
    ends_at: str
    amount_cents: int


LEAGUE = (
    Sport("Youth Soccer League", ("Meadow Field 1", "Meadow Field 2", "Meadow Field 3"), 800),
    Sport("Adult Soccer League", ("Riverbank Field 1", "Riverbank Field 2"), 3_200),
    Sport("Youth Baseball", ("Mill Diamond 1", "Mill Diamond 2"), 800),
    Sport("Adult Softball", ("Orchard Diamond 1", "Orchard Diamond 2"), 3_200),
    Sport("Tennis Ladder", ("North Court 1", "North Court 2", "North Court 3"), 1_600),
)
CAMPS = (
    Sport("Junior Explorers", ("Oak Room", "Birch Room", "Nature Center"), 1_200),
    Sport("Art Camp", ("Pottery Studio", "Paint Studio"), 1_500),
    Sport("Swim Camp", ("Pool Lane 1", "Pool Lane 2", "Pool Lane 3"), 2_000),
    Sport("Sports Camp", ("Gym East", "Gym West", "South Turf"), 1_800),
    Sport("Theater Camp", ("Black Box", "Rehearsal Room"), 1_500),
    Sport("Robotics Camp", ("Computer Lab", "Workshop"), 2_200),
)


def season() -> list[Row]:
    """A league's season: regular games, and make-up games that overlap one of them each."""
    chance = random.Random(SEED)  # noqa: S311 - the same rows every time, nothing secret
    games = list(_games())
    regular = _sample(chance, games, SEASON_ROWS - DOUBLE_BOOKINGS)
    moved = _sample(chance, _apart(regular), DOUBLE_BOOKINGS)
    return sorted([*regular, *map(_make_up, moved)], key=_calendar)


def camps() -> list[Row]:
    """A summer of day camps: no facility is booked twice, and none belongs to the league."""
    days = [CAMP_START + timedelta(days=7 * (day // 5) + day % 5) for day in range(CAMP_DAYS)]
    blocks = (
        _row(SECOND_PERMIT, sport, f"Recreation Center {facility}", day, *block)
        for day in days
        for sport in CAMPS
        for facility in sport.facilities
        for block in CAMP_BLOCKS
    )
    return sorted(islice(blocks, SECOND_ROWS), key=_calendar)


def as_csv(rows: Sequence[Row]) -> str:
    """The rows as the text of a CSV file."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.name for column in fields(Row)])
    writer.writerows(astuple(row) for row in rows)
    return text.getvalue()


FILES = {"season_permit.csv": season, "second_permit.csv": camps}


def _games() -> Iterator[Row]:
    for day in (SEASON_START + timedelta(days=n) for n in range(7 * SEASON_WEEKS)):
        for sport in LEAGUE:
            for facility in sport.facilities:
                for block in WEEKEND if day.weekday() >= SATURDAY else EVENING:
                    yield _row(SEASON_PERMIT, sport, facility, day, *block)


def _apart(rows: Sequence[Row]) -> list[Row]:
    """One game of each facility and day, so that no make-up game meets another one."""
    by_place = {(row.facility, row.starts_at[:10]): row for row in sorted(rows, key=_calendar)}
    return sorted(by_place.values(), key=_calendar)


def _make_up(game: Row) -> Row:
    """A game at the same facility that begins in the last hour of this one, the day's last."""
    starts_at = datetime.fromisoformat(game.starts_at) + timedelta(hours=1)
    ends_at = datetime.fromisoformat(game.ends_at) + timedelta(hours=1)
    return Row(
        permit=game.permit,
        event=f"{game.event}, make-up game",
        facility=game.facility,
        starts_at=_minute(starts_at),
        ends_at=_minute(ends_at),
        amount_cents=game.amount_cents,
    )


def _sample(chance: random.Random, rows: Sequence[Row], count: int) -> list[Row]:
    # random() alone is promised to give the same numbers in every version of Python.
    return sorted(sorted(rows, key=lambda _row: chance.random())[:count], key=_calendar)


def _row(permit: str, sport: Sport, facility: str, day: date, starts: time, ends: time) -> Row:
    starts_at, ends_at = datetime.combine(day, starts), datetime.combine(day, ends)
    minutes = int((ends_at - starts_at).total_seconds()) // 60
    return Row(
        permit=permit,
        event=sport.event,
        facility=f"Parkside {facility}",
        starts_at=_minute(starts_at),
        ends_at=_minute(ends_at),
        amount_cents=sport.hourly_cents * minutes // 60,
    )


def _minute(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _calendar(row: Row) -> tuple[str, str, str]:
    return row.starts_at, row.facility, row.event


if __name__ == "__main__":
    for name, rows in FILES.items():
        Path(__file__).with_name(name).write_text(as_csv(rows()), encoding="utf-8", newline="")
