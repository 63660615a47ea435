import pytest
from hypothesis import given
from hypothesis import strategies as st

from legwork.domain.lane import Lane
from legwork.domain.outcome import Counts
from legwork.domain.progress import progress_of
from legwork.domain.task import ENDED, Status, TaskState, status_of
from tests.unit.tasks import NOW, task

SOME = st.integers(0, 50)
COUNTS = st.builds(Counts, SOME, SOME, SOME, SOME)


def lane(number: int, counts: Counts) -> Lane:
    return Lane(number=number, batches=9, counts=counts, moved_at=NOW)


@given(st.sampled_from(TaskState), st.lists(COUNTS, max_size=5), st.integers(0, 1000))
def test_the_numbers_always_add_up(state: TaskState, parts: list[Counts], left: int) -> None:
    done = sum(parts, Counts())
    total = done.done + left
    lanes = [lane(number, counts) for number, counts in enumerate(parts)]
    ended = task(state=state, total=total, counts=done if state in ENDED else Counts())
    found = progress_of(ended, lanes)
    assert found.counts == done
    assert found.total == found.counts.done + found.remaining + found.not_attempted
    assert (found.not_attempted == 0) or state in {TaskState.CANCELLED, TaskState.FAILED}


CLEAN, WARNED, BROKEN = Counts(9), Counts(9, 1), Counts(9, 1, 1)


@pytest.mark.parametrize(
    ("state", "counts", "status"),
    [
        (TaskState.QUEUED, Counts(), Status.QUEUED),
        (TaskState.PLANNING, Counts(), Status.IN_PROGRESS),
        (TaskState.RUNNING, BROKEN, Status.IN_PROGRESS),
        (TaskState.FINISHING, BROKEN, Status.IN_PROGRESS),
        (TaskState.CANCELLING, CLEAN, Status.CANCELED),
        (TaskState.CANCELLED, BROKEN, Status.CANCELED),
        (TaskState.FAILED, CLEAN, Status.FAILED),
        (TaskState.COMPLETED, Counts(), Status.COMPLETE),
        (TaskState.COMPLETED, Counts(skipped=3), Status.COMPLETE),
        (TaskState.COMPLETED, CLEAN, Status.COMPLETE),
        (TaskState.COMPLETED, WARNED, Status.WARNINGS),
        (TaskState.COMPLETED, BROKEN, Status.ERRORS),
    ],
)
def test_the_word_that_people_see(state: TaskState, counts: Counts, status: Status) -> None:
    assert status_of(state, counts) is status
