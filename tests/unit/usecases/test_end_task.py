from typing import Any

import pytest

from legwork.domain.effect import Check, Equals, Key, Put
from legwork.domain.errors import CannotFinish, NotFound, WrongState
from legwork.domain.kind import Finished
from legwork.domain.outcome import Counts
from legwork.domain.task import Status, Task, TaskState, status_of
from legwork.store import keys
from legwork.testing.faults import at, interrupt
from legwork.testing.invariants import problems
from tests.unit.usecases.toy import Heap

Patch = pytest.MonkeyPatch
FOREVER = "Its results could not be posted; the operators can see why. What was done stays done."


def refuses(*_: Any) -> Finished:
    raise CannotFinish("There is no heap.")


def breaks(*_: Any) -> Finished:
    raise ZeroDivisionError


def overflows(*_: Any) -> Finished:
    return Finished([Put(Key("MANY", str(number)), {}) for number in range(100)])


@pytest.mark.parametrize(
    ("finish", "failure"),
    [(refuses, "There is no heap."), (breaks, FOREVER), (overflows, FOREVER)],
)
@pytest.mark.parametrize("cancelled", [True, False])
def test_results_that_cannot_be_posted_fail_the_task_and_what_was_done_stays(
    monkeypatch: Patch, cancelled: bool, finish: Any, failure: str
) -> None:
    heap = Heap(monkeypatch, finish=finish)
    task = heap.launch()
    if cancelled:
        heap.fleet.step()
        heap.fleet.step()
        heap.owner.cancel(task.ref)
    heap.fleet.settle()
    ended = heap.fleet.task(task.ref)
    assert (ended.state, ended.failure) == (TaskState.FAILED, failure)
    assert ended.counts == (Counts(4) if cancelled else Counts(10))
    assert len(heap.stones) == ended.counts.done
    assert status_of(ended.state, ended.counts) is Status.FAILED
    assert problems(heap.fleet) == []


def test_two_cancels_of_a_task_that_cannot_be_posted(monkeypatch: Patch) -> None:
    for number in range(20):
        heap = Heap(monkeypatch, finish=refuses)
        task = heap.launch()
        heap.fleet.step()
        first = len(heap.fleet.faults.calls)
        answers: list[Task] = []
        refusals: list[str] = []

        def cancel(
            heap: Heap = heap,
            task: Task = task,
            answers: list[Task] = answers,
            refusals: list[str] = refusals,
        ) -> None:
            try:
                answers.append(heap.owner.cancel(task.ref))
            except WrongState as refused:
                refusals.append(str(refused))

        heap.fleet.faults.plan = at(first + number, interrupt(cancel))
        cancel()
        heap.fleet.settle()
        assert {answer.state for answer in answers} == {TaskState.FAILED}
        assert set(refusals) <= {"The task has ended already: failed."}
        assert problems(heap.fleet) == []


def test_a_finish_decided_on_what_has_changed_is_decided_anew(monkeypatch: Patch) -> None:
    versions = iter([1, 2, 0])

    def finish(*_: Any) -> Finished:
        return Finished([Check(Key("HEAP", "VERSION"), (Equals("n", next(versions) or None),))])

    heap = Heap(monkeypatch, finish=finish)
    begin = heap.fleet.clock.now()
    assert heap.run().state is TaskState.COMPLETED
    assert heap.fleet.clock.now() == begin


def test_a_finish_that_never_fits_is_tried_until_it_does(monkeypatch: Patch) -> None:
    """Nothing that was done stays without its results for want of luck."""
    tries: list[int] = []

    def finish(*_: Any) -> Finished:
        tries.append(1)
        lucky = len(tries) > 60
        return Finished([Check(Key("HEAP", "VERSION"), (Equals("n", None if lucky else 1),))])

    heap = Heap(monkeypatch, finish=finish)
    assert heap.run().state is TaskState.COMPLETED
    assert problems(heap.fleet) == []


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (TaskState.COMPLETED, "ended already: completed"),
        (TaskState.CANCELLED, "ended already: cancelled"),
        (TaskState.FINISHING, "All its work is done"),
    ],
)
def test_too_late_to_cancel(monkeypatch: Patch, state: TaskState, says: str) -> None:
    def finish(*_: Any) -> Finished:
        if state is TaskState.FINISHING:
            with pytest.raises(WrongState, match=says):
                heap.owner.cancel(task.ref)
        return Finished()

    heap = Heap(monkeypatch, finish=finish)
    task = heap.launch()
    if state is TaskState.CANCELLED:
        heap.owner.cancel(task.ref)
    heap.fleet.settle()
    if state is not TaskState.FINISHING:
        with pytest.raises(WrongState, match=says):
            heap.owner.cancel(task.ref)
    assert problems(heap.fleet) == []


@pytest.mark.parametrize("calls", [0, 1], ids=["before it is read", "after it was read"])
def test_what_is_gone_cannot_be_cancelled(monkeypatch: Patch, calls: int) -> None:
    heap = Heap(monkeypatch)
    task = heap.launch()
    place = len(heap.fleet.faults.calls) + calls
    heap.fleet.faults.plan = at(place, interrupt(heap.fleet.tables.tasks.rows.clear))
    with pytest.raises(NotFound):
        heap.owner.cancel(task.ref)


def test_a_cancelled_task_posts_what_it_did(monkeypatch: Patch) -> None:
    heap = Heap(monkeypatch)
    task = heap.launch()
    heap.fleet.step()
    heap.fleet.step()
    answer = heap.owner.cancel(task.ref)
    assert (answer.state, answer.total, answer.counts) == (TaskState.CANCELLED, 10, Counts(4))
    assert answer.cancellation
    assert (answer.cancellation.by, answer.cancellation.doer) == ("Ana", "ana@parkside")
    assert answer.result
    assert answer.result.summary == "4 stones."
    assert (heap.size, len(heap.stones)) == (4, 4)
    assert answer == heap.fleet.task(task.ref)


def test_a_task_whose_lane_is_missing_has_not_been_done(monkeypatch: Patch) -> None:
    heap = Heap(monkeypatch)
    task = heap.launch()
    heap.fleet.step()
    del heap.fleet.tables.tasks.rows[keys.lane(task.ref.id, 2)]
    while heap.fleet.step():
        pass
    assert heap.fleet.task(task.ref).state is TaskState.RUNNING
