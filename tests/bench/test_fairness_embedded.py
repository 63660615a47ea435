"""What is said of the waits on the embedded stack: the bound, and the table."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bench import tables_of_runs
from bench.embedded.fairness import Quiet, Setting, Waits
from bench.fairness.rounds import full_round, slice_starts

ALONE = Quiet(planning=0.1, first=0.2, seconds=0.4, slices=0, page=0.1)


def waits(*seconds: float, running_max: int | None = 1, left: int = 320) -> Waits:
    beside = [
        Quiet(planning=1, first=each - 1, seconds=each, slices=310, page=each / 20)
        for each in seconds
    ]
    setting = Setting(workers=4, slice=1, running_max=running_max, targets=10_000)
    return Waits(setting, lanes=320, left=left, alone=[ALONE], beside=beside, load=1.5)


def row(found: Waits) -> dict[str, str]:
    """The one row of the table, by the names of its columns."""
    values: dict[str, Any] = {**asdict(found), "bound": found.bound}
    names, _, cells = tables_of_runs.fairness_embedded([values]).split("\n")
    split = [[cell.strip() for cell in line.strip("|").split("|")] for line in (names, cells)]
    return dict(zip(*split, strict=True))


@pytest.mark.parametrize(
    ("lanes", "workers", "slice_", "seconds"),
    [(320, 4, 1, 80), (320, 16, 2, 40), (321, 16, 2, 42), (3, 4, 8, 8), (0, 4, 8, 0)],
)
def test_a_round_gives_every_lane_one_slice(
    lanes: int, workers: int, slice_: int, seconds: float
) -> None:
    assert full_round(lanes=lanes, workers=workers, slice_=slice_) == seconds


def test_batches_that_follow_each_other_are_one_slice() -> None:
    at = [datetime(2027, 4, 5, tzinfo=UTC) + timedelta(seconds=s) for s in (0, 0.4, 0.9, 20, 20.5)]
    assert slice_starts(at, timedelta(seconds=10)) == [at[0], at[3]]
    assert slice_starts([], timedelta(seconds=10)) == []


def test_a_wait_is_shown_beside_the_round_of_its_own_setting() -> None:
    shown = row(waits(60, 100, 80))
    assert shown["waited s"] == "60.0 / 80.0 / 100.0"
    assert shown["one full round s"] == "80"
    assert shown["waited beside a round"] == "0.75 / 1.00 / 1.25"
    assert shown["slices before it"] == "310 / 310 / 310"
    assert shown["slowest page s"] == "5.0"


def test_what_goes_beyond_the_bound_is_said() -> None:
    found = waits(60, 100, 80)
    said = tables_of_runs.fairness_said([{**asdict(found), "bound": found.bound, "lanes": 300}])
    assert "at most 10 slices beyond" in said
    assert "at most 1.25 full rounds" in said


def test_what_a_slice_took_is_the_time_of_all_workers_shared_among_them() -> None:
    assert row(waits(312))["a slice took s"] == "4.0 / 4.0 / 4.0"


def test_a_flood_that_ended_too_soon_is_told() -> None:
    assert row(waits(80))["active lanes"] == "320"
    assert row(waits(80, left=300))["active lanes"] == "320, 300 to the end"


def test_a_stack_without_a_cap_is_told() -> None:
    assert row(waits(80, running_max=None))["workers, cap"] == "4, none"
