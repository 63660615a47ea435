"""Makes the sample classes of an invented parks department, the same bytes every time.

`enrollments.csv` says who is in which class: families with one to three students, some of them in
two classes; one family without an address and one whose address cannot be one. `families.csv` has
their names, and who agreed to mailings: every tenth was not asked, and every twentieth said no.
`sessions.csv` is a spring of sessions of those classes, far ahead, since sessions in the past are
not cancelled.
Neither depends on the day or the machine it is made on. Run it from anywhere:

    python samples/make_class_samples.py
"""

import csv
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

SEED = 20310303
FAMILIES = 160
FIRST_MONDAY = date(2031, 3, 3)
WEEKS = 10
NO_ADDRESS, BAD_ADDRESS = 40, 80
"""Families that no mail can reach."""
NAMES = ("Alder", "Birch", "Cedar", "Fern", "Hazel", "Linden", "Moss", "Reed", "Rowan", "Sedge")
FIRST_NAMES = ("Ada", "Ben", "Cleo", "Dana", "Eli", "Fay", "Gil", "Ida")
VIP_EVERY = 16
"""Every so many families have a keyword."""


@dataclass(frozen=True, slots=True)
class Class:
    """What is taught, where, on which days of the week (0 is Monday), and what it costs."""

    id: str
    title: str
    section: str
    location: str
    days: Sequence[int]
    starts: str
    ends: str
    ages: tuple[int, int]
    tuition_cents: int


@dataclass(frozen=True, slots=True)
class Enrollment:
    """A student in a class; the fields are the columns, but for the class's name."""

    class_id: str
    student: str
    family: str
    email: str
    enrolled_day: int
    tuition_cents: int


@dataclass(frozen=True, slots=True)
class Family:
    """A family; the fields are the columns, but for its name."""

    family_id: str
    name: str
    email: str
    guardian: str
    consent: str
    consent_source: str
    consent_at: str
    keywords: str


@dataclass(frozen=True, slots=True)
class Session:
    """A session of a class; the fields are the columns, but for the class's name."""

    class_id: str
    title: str
    section: str
    location: str
    date: str
    starts: str
    ends: str
    age_min: int
    age_max: int


Rows = Sequence[Enrollment] | Sequence[Family] | Sequence[Session]

CLASSES = (
    Class("JUDO-2031", "Judo", "Martial Arts", "Dojo", (0, 2), "16:00", "17:00", (6, 9), 14_000),
    Class("SWIM-2031", "Swimming", "Aquatics", "Pool", (1, 3), "15:30", "16:15", (5, 8), 18_000),
    Class("CLAY-2031", "Clay", "Arts", "Pottery Studio", (4,), "16:00", "17:30", (7, 12), 12_000),
    Class("CODE-2031", "Robots", "Science", "Workshop", (5,), "10:00", "12:00", (9, 13), 20_000),
)


def enrollments() -> list[Enrollment]:
    """Everybody in the classes, family by family."""
    chance = random.Random(SEED)  # noqa: S311 - the same rows every time, nothing secret
    return [row for number in range(1, FAMILIES + 1) for row in _family(number, chance)]


def families() -> list[Family]:
    """All families with a student in a class."""
    return [_described(number) for number in range(1, FAMILIES + 1)]


def sessions() -> list[Session]:
    """A spring of every class, in order of the calendar."""
    days = (FIRST_MONDAY + timedelta(days=day) for day in range(7 * WEEKS))
    return [_session(one, day) for day in days for one in CLASSES if day.weekday() in one.days]


def as_csv(rows: Rows) -> str:
    """The rows as the text of a CSV file."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    # `class` is a word of Python's, so no field can be called so.
    writer.writerow([column.name.removesuffix("_id") for column in fields(rows[0])])
    writer.writerows(astuple(row) for row in rows)
    return text.getvalue()


FILES: dict[str, Callable[[], Rows]] = {
    "families.csv": families,
    "enrollments.csv": enrollments,
    "sessions.csv": sessions,
}


def _family(number: int, chance: random.Random) -> Iterator[Enrollment]:
    # random() alone is promised to give the same numbers in every version of Python.
    siblings = 1 + int(chance.random() * 3)
    for sibling in range(1, siblings + 1):
        first = int(chance.random() * len(CLASSES))
        both = chance.random() < 1 / 4
        for place in (first, first + 1) if both else (first,):
            one = CLASSES[place % len(CLASSES)]
            yield Enrollment(
                class_id=one.id,
                student=f"S{number:03d}-{sibling}",
                family=f"F{number:03d}",
                email=_address(number),
                enrolled_day=-int(chance.random() * 60),
                tuition_cents=one.tuition_cents,
            )


def _described(number: int) -> Family:
    name = NAMES[number % len(NAMES)]
    answer = "" if number % 10 == 5 else "no" if number % 20 == 11 else "yes"
    return Family(
        family_id=f"F{number:03d}",
        name=name,
        email=_address(number),
        guardian=f"{FIRST_NAMES[number % len(FIRST_NAMES)]} {name}",
        consent=answer,
        consent_source="sign-up form" if answer else "",
        consent_at=f"2025-{number % 12 + 1:02d}-15" if answer else "",
        keywords="vip" if number % VIP_EVERY == 0 else "",
    )


def _address(number: int) -> str:
    unreachable = {NO_ADDRESS: "", BAD_ADDRESS: "family080 at example.com"}
    return unreachable.get(number, f"family{number:03d}@example.com")


def _session(one: Class, day: date) -> Session:
    return Session(
        class_id=one.id,
        title=one.title,
        section=one.section,
        location=f"Parkside {one.location}",
        date=day.isoformat(),
        starts=one.starts,
        ends=one.ends,
        age_min=one.ages[0],
        age_max=one.ages[1],
    )


if __name__ == "__main__":
    for name, rows in FILES.items():
        Path(__file__).with_name(name).write_text(as_csv(rows()), encoding="utf-8", newline="")
