"""Time and names."""

from collections.abc import Iterator
from datetime import UTC, timedelta

import pytest

from legwork.adapters.clock import SystemClock, UlidIds
from legwork.ports import Clock, Ids
from legwork.testing.clock import CountingIds, FrozenClock


@pytest.fixture(params=[SystemClock, FrozenClock])
def clock(request: pytest.FixtureRequest) -> Clock:
    made: Clock = request.param()
    return made


@pytest.fixture(params=[UlidIds, lambda: CountingIds(FrozenClock())], ids=["system", "memory"])
def ids(request: pytest.FixtureRequest) -> Iterator[Ids]:
    return request.param()  # type: ignore[no-any-return]


def test_the_time_is_utc_and_never_goes_back(clock: Clock) -> None:
    first, second = clock.now(), clock.now()

    assert first.tzinfo is UTC
    assert second - first >= timedelta(0)


def test_ids_are_ulids_and_all_different(ids: Ids) -> None:
    made = [ids.new() for _ in range(1_000)]

    assert len(set(made)) == 1_000
    assert all(len(name) == 26 and name.isalnum() and name.isupper() for name in made)
    # The first ten letters are the time.
    assert sorted(made, key=lambda name: name[:10]) == made
