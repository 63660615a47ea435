from collections.abc import Iterator
from typing import Any

import pytest

from legwork.domain.errors import CannotPlan, InvalidInput, NotFound
from legwork.domain.outcome import Counts
from legwork.domain.plan import Passed, Target
from legwork.domain.task import TaskState
from legwork.ports import PlanMessage
from legwork.store import plans
from legwork.testing.invariants import problems
from tests.unit.usecases.toy import Heap

Patch = pytest.MonkeyPatch


def listing(*names: str) -> Any:
    def targets(_params: Any, _records: Any, after: str | None) -> Iterator[Target]:
        return (Target(name) for name in names if after is None or name > after)

    return targets


@pytest.mark.parametrize("refusal", [CannotPlan, InvalidInput, NotFound])
def test_a_kind_that_cannot_plan_fails_with_the_reason(
    monkeypatch: Patch, refusal: type[Exception]
) -> None:
    def targets(*_: Any) -> Iterator[Target]:
        yield Target("a")
        raise refusal("There is no heap.")

    heap = Heap(monkeypatch, targets=targets)
    task = heap.run()
    assert (task.state, task.failure) == (TaskState.FAILED, "There is no heap.")
    assert (task.total, task.counts) == (0, Counts())
    assert heap.stones == ""
    assert problems(heap.fleet) == []


def test_a_cancel_while_it_fails_to_plan_has_the_last_word(monkeypatch: Patch) -> None:
    def targets(*_: Any) -> Iterator[Target]:
        heap.owner.cancel(task.ref)
        raise CannotPlan("There is no heap.")

    heap = Heap(monkeypatch, targets=targets)
    task = heap.launch()
    heap.fleet.settle()
    assert heap.fleet.surprises == []
    ended = heap.fleet.task(task.ref)
    assert (ended.state, ended.failure) == (TaskState.CANCELLED, None)
    assert problems(heap.fleet) == []


def sparse(_params: Any, _records: Any, after: str | None) -> Iterator[Target | Passed]:
    """A target among many places that have none."""
    for name in "abcdefghijkl":
        if after is None or name > after:
            yield Target(name) if name in "dj" else Passed(name)


def test_a_search_that_finds_little_is_broken_off_and_taken_up(monkeypatch: Patch) -> None:
    heap = Heap(monkeypatch, targets=sparse)
    launched = heap.launch("dj")
    heap.fleet.handle(PlanMessage(launched.ref))
    left = heap.fleet.inbox.waiting[-1].message
    assert isinstance(left, PlanMessage)
    assert (left.after, left.leg) == ("a", 1)

    heap.fleet.settle()

    task = heap.fleet.task(launched.ref)
    assert (task.state, task.total, heap.stones) == (TaskState.COMPLETED, 2, "dj")
    assert task.leg > len("abc")
    assert problems(heap.fleet) == []


def test_so_is_that_of_a_retry(monkeypatch: Patch) -> None:
    heap = Heap(monkeypatch, targets=sparse)
    launched = heap.launch("dj")
    while heap.fleet.task(launched.ref).state is not TaskState.RUNNING:
        heap.fleet.step()
    heap.owner.cancel(launched.ref)

    retry = heap.owner.retry(heap.fleet.task(launched.ref), key="again")
    heap.fleet.settle()

    task = heap.fleet.task(retry.ref)
    assert (task.state, task.total, heap.stones) == (TaskState.COMPLETED, 2, "dj")
    assert task.leg > len("abc")
    assert heap.fleet.surprises == []


def test_an_empty_selection_completes_at_once(monkeypatch: Patch) -> None:
    heap = Heap(monkeypatch, targets=listing())
    launched = heap.launch()
    heap.fleet.handle(PlanMessage(launched.ref))
    task = heap.fleet.task(launched.ref)
    assert (task.state, task.total, task.counts) == (TaskState.COMPLETED, 0, Counts())
    assert task.result
    assert task.result.summary == "0 stones."


def test_a_target_that_is_listed_twice_is_planned_once(monkeypatch: Patch) -> None:
    heap = Heap(monkeypatch, targets=listing("a", "b", "b", "b", "c"))
    task = heap.run()
    assert (task.total, task.counts, heap.stones) == (3, Counts(3), "abc")
    assert problems(heap.fleet) == []


def test_targets_out_of_order_fail_the_task(monkeypatch: Patch) -> None:
    heap = Heap(monkeypatch, targets=listing("a", "c", "b"))
    task = heap.run()
    assert (task.state, task.failure) == (TaskState.FAILED, "Toy lists its targets out of order.")


def test_nothing_is_done_before_all_is_planned(monkeypatch: Patch) -> None:
    heap = Heap(monkeypatch)
    launched = heap.launch()
    heap.fleet.handle(PlanMessage(launched.ref))
    task = heap.fleet.task(launched.ref)
    assert (task.state, task.total, task.lanes) == (TaskState.RUNNING, 10, (0, 1, 2))
    assert heap.stones == ""
    sizes = [
        [len(batch.targets) for batch in plans.batches(heap.fleet.tables, task, lane)]
        for lane in task.lanes
    ]
    assert sizes == [[4], [4], [2]]


def test_a_message_of_a_task_that_is_gone_is_dropped(monkeypatch: Patch) -> None:
    heap = Heap(monkeypatch)
    task = heap.launch()
    heap.fleet.tables.tasks.rows.clear()
    heap.fleet.handle(PlanMessage(task.ref))
    assert heap.fleet.tables.tasks.rows == {}
