"""A sample of ``make chaos``: everything at once, and every promise is kept."""

from collections import Counter

from tests.chaos import tally
from tests.chaos.day import run

SAMPLE = range(100)


def test_all_promises_are_kept_on_every_day() -> None:
    happened = Counter[str]()
    for seed in SAMPLE:
        report = run(seed)
        assert report.problems == [], f"again, with its log: make chaos SEED={seed}"
        happened.update(report.tally)
    assert tally.unknown(happened) == []
    assert happened["tasks completed"] > len(SAMPLE)


def test_a_seed_decides_everything() -> None:
    first, second = list[str](), list[str]()
    run(7, first.append)
    run(7, second.append)
    assert len(first) > 100
    assert first == second
