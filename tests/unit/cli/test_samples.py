from collections import Counter
from itertools import combinations, groupby
from pathlib import Path

import pytest

from cli.reservations_csv import read
from samples.make_samples import FILES, Row, as_csv, camps, season

SAMPLES = Path(__file__).parents[3] / "samples"


def overlaps(rows: list[Row]) -> list[tuple[Row, Row]]:
    """Pairs at the same facility whose times overlap; touching ends do not."""
    by_facility = groupby(sorted(rows, key=lambda it: it.facility), key=lambda it: it.facility)
    return [
        (one, other)
        for _, group in by_facility
        for one, other in combinations(group, 2)
        if one.starts_at < other.ends_at and other.starts_at < one.ends_at
    ]


@pytest.mark.parametrize("name", FILES)
def test_making_a_sample_again_gives_the_same_bytes(name: str) -> None:
    assert (SAMPLES / name).read_bytes() == as_csv(FILES[name]()).encode()


@pytest.mark.parametrize(
    ("name", "rows"), [("season_permit.csv", 1200), ("second_permit.csv", 2400)]
)
def test_a_sample_is_a_permit_that_can_be_saved(name: str, rows: int) -> None:
    assert len(read(SAMPLES / name)) == rows


def test_forty_double_bookings_whichever_of_two_comes_first() -> None:
    found = overlaps(season())

    assert len(found) == 40
    meetings = Counter(row for pair in found for row in pair)
    assert set(meetings.values()) == {1}


def test_the_second_permit_conflicts_with_nothing() -> None:
    assert overlaps(camps()) == []
    assert not {row.facility for row in camps()} & {row.facility for row in season()}
