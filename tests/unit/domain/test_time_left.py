"""The range of the moments at which a task may end, from its lanes alone."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legwork.domain.lane import Lane
from legwork.domain.notice import NoticeCounts
from legwork.domain.outcome import Counts
from legwork.domain.pace import Pace
from legwork.domain.task import ENDED, TaskState
from legwork.domain.time_left import MailRate, TimeLeft, time_left
from tests.unit.tasks import NOW, task

SECOND = timedelta(seconds=1)


def lane(
    number: int = 0,
    *,
    cursor: int,
    batches: int,
    beat: float | None = 1.0,
    since: float = 100.0,
    still: float = 0.5,
    staged: int = 0,
    sent: int = 0,
) -> Lane:
    opened_at = NOW - since * SECOND
    return Lane(
        number=number,
        batches=batches,
        cursor=cursor,
        counts=Counts(cursor),
        notices=NoticeCounts(staged=staged, sent=sent),
        opened_at=opened_at,
        pace=Pace(opened_at, 0, beat * SECOND if beat else None) if cursor else None,
        settled_from=0,
        moved_at=NOW - min(still, since) * SECOND,
    )


def told(
    *lanes: Lane, state: TaskState = TaskState.RUNNING, mail: MailRate | None = None
) -> TimeLeft | None:
    numbers = tuple(one.number for one in lanes)
    total = sum(one.batches for one in lanes)
    running = task(state=state, total=total, lanes=numbers, started_at=NOW - 100 * SECOND)
    return time_left(running, lanes, NOW, mail=mail)


LANES = st.lists(
    st.builds(
        lane,
        cursor=st.integers(0, 500),
        batches=st.integers(1, 1_000),
        beat=st.none() | st.floats(0.001, 60),
        since=st.floats(0.01, 1e6),
        still=st.floats(0, 1e6),
        staged=st.integers(0, 10_000),
        sent=st.integers(0, 5_000),
    ),
    min_size=1,
    max_size=8,
)
RATES = st.builds(
    MailRate,
    st.none() | st.integers(1, 1_000),
    st.none() | st.datetimes(timezones=st.just(NOW.tzinfo)),
)


@given(LANES, RATES, st.sampled_from(TaskState))
def test_the_likely_moment_lies_in_the_range_and_none_is_past(
    lanes: Sequence[Lane], rate: MailRate, state: TaskState
) -> None:
    found = told(*lanes, state=state, mail=rate)
    if found is not None:
        assert NOW <= found.earliest <= found.likely <= found.latest


@pytest.mark.parametrize("state", [*sorted(ENDED), TaskState.PLANNING, TaskState.PAUSED])
def test_of_what_does_not_run_nothing_is_foreseen(state: TaskState) -> None:
    assert told(lane(cursor=5, batches=10), state=state) is None


def test_nor_before_its_first_batch() -> None:
    assert told(lane(cursor=0, batches=10)) is None


@given(st.integers(1, 60), st.integers(1, 64), st.floats(0.1, 10))
def test_a_steady_pace_is_foreseen(left: int, lanes: int, beat: float) -> None:
    """Every lane has done 40 batches in as many beats, and is driven."""
    same = [
        lane(n, cursor=40, batches=40 + left, beat=beat, since=40 * beat, still=beat / 2)
        for n in range(lanes)
    ]
    found = told(*same)
    assert found is not None
    end = NOW + left * beat * SECOND
    assert found.earliest <= end <= found.latest


def test_the_longest_lane_is_waited_for() -> None:
    long, short = lane(0, cursor=50, batches=150), lane(1, cursor=50, batches=51)
    found = told(long, short)
    assert found is not None
    assert found.likely >= NOW + 90 * SECOND


def test_where_nobody_drives_it_the_range_is_wide() -> None:
    driven = told(lane(cursor=50, batches=100, still=0.5))
    waits = told(lane(cursor=50, batches=100, still=60))
    assert driven is not None
    assert waits is not None
    assert waits.latest - waits.earliest > 2 * (driven.latest - driven.earliest)


def test_mail_takes_what_the_rate_lets_it() -> None:
    done = lane(cursor=10, batches=10, staged=2_000, sent=1_000)
    found = told(done, mail=MailRate(10, NOW + 30 * SECOND))
    assert found is not None
    assert found.earliest <= NOW + 100 * SECOND <= found.latest


def test_mail_that_is_not_staged_yet_counts_as_well() -> None:
    half = lane(cursor=50, batches=100, staged=500, sent=500)
    found = told(half, mail=MailRate(1))
    assert found is not None
    assert found.likely >= NOW + 500 * SECOND


def test_a_lane_that_the_last_release_opened_is_foreseen_by_the_tasks_own_start() -> None:
    old = Lane(number=0, batches=20, cursor=10, counts=Counts(10), moved_at=NOW)
    found = told(old)
    assert found is not None
    assert found.earliest < NOW + 100 * SECOND <= found.latest


@pytest.mark.parametrize("waits", [12, 40, 60])
def test_mail_of_others_that_came_lately_is_waited_for(waits: int) -> None:
    """Its own mail has left at the whole rate until now, and it has one call left."""
    last = lane(cursor=10, batches=10, staged=1_050, sent=1_000)
    own = told(last, mail=MailRate(10, NOW + 10 * SECOND))
    beside = told(last, mail=MailRate(10, NOW + waits * SECOND))
    assert own is not None
    assert beside is not None
    assert own.latest < beside.latest
    assert beside.earliest == own.earliest
    assert beside.latest >= NOW + waits * SECOND


def test_each_further_call_of_a_lane_may_wait_for_all_that_others_can_book() -> None:
    calls = [
        told(
            lane(cursor=10, batches=10, staged=1_000 + 50 * left, sent=1_000),
            mail=MailRate(10, NOW + 60 * SECOND),
        )
        for left in (1, 2, 3)
    ]
    latest = [one.latest for one in calls if one is not None]
    assert latest[1] - latest[0] >= 60 * SECOND
    assert latest[2] - latest[1] >= 60 * SECOND
