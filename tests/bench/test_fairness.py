"""A quiet account waits no longer than one slice for each full round of the active lanes (P7)."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import pytest

from bench.fairness import kinds
from bench.fairness.simulated import FLOODING, waited
from infra.stages import STAGES

SMALL: Final = replace(STAGES["dev"], worker_concurrency=4, lanes_max=8, running_tasks_max=2)
ITS_OWN_SECONDS: Final = 1.0
"""Planning, work and end of a task of three batches."""


@pytest.fixture(autouse=True)
def known() -> Iterator[None]:
    with kinds.known():
        yield


def test_it_waits_one_round_of_the_lanes_that_the_cap_leaves() -> None:
    found = waited(SMALL, "as sent", capped=True)
    assert found.lanes == len(FLOODING) * 2 * 8
    under_way = SMALL.slice_seconds
    assert under_way < found.seconds <= found.bound + under_way + ITS_OWN_SECONDS


def test_without_the_cap_a_round_is_longer() -> None:
    capped, open_ = (waited(SMALL, "as sent", capped=capped) for capped in (True, False))
    assert open_.lanes == 2 * capped.lanes
    assert open_.seconds > capped.seconds


def test_a_fair_queue_lets_it_in_when_the_next_workers_are_free() -> None:
    found = waited(SMALL, "fair", capped=True)
    assert found.seconds <= 2 * SMALL.slice_seconds + ITS_OWN_SECONDS
