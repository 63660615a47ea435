"""The whole stack while workers are killed and AWS does not answer: a small ``make fire``."""

import pytest

from tests.e2e.fire.run import run
from tests.e2e.fire.works import Size
from tests.e2e.park import Park

pytestmark = pytest.mark.emulator


def test_no_promise_is_broken_whoever_dies_and_whatever_is_lost(park: Park) -> None:
    report = run(park, seed=5, kills=3, size=Size(reservations=1_200, families=30))

    assert report.problems == []
    assert report.killed.total() >= 3
    assert report.killed.keys() >= {"run_job", "deliver"}
    assert report.disturbances.keys() >= {"throttled", "failed", "answer lost", "answer late"}
    assert report.reads > 0
