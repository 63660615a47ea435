import logging
from collections.abc import Callable
from datetime import timedelta

import pytest

from legwork.domain.errors import Throttled
from legwork.domain.lane import Token
from legwork.domain.task import Task, TaskState
from legwork.ports import PlanMessage
from legwork.store import lanes
from legwork.testing.faults import Call, Fault, interrupt, refuse
from legwork.testing.invariants import problems
from tests.unit.usecases.toy import Heap

Patch = pytest.MonkeyPatch


def planned(heap: Heap, names: str = "abcdefghij") -> Task:
    task = heap.launch(names)
    while heap.fleet.task(task.ref).state is not TaskState.RUNNING:
        heap.fleet.step()
    return task


def queued(heap: Heap) -> list[object]:
    """What the watchdog sends, when all that had been sent is lost."""
    heap.fleet.lose_messages()
    heap.fleet.watch()
    return [delivery.message for delivery in heap.fleet.inbox.waiting]


@pytest.fixture
def heap(monkeypatch: Patch) -> Heap:
    return Heap(monkeypatch)


@pytest.mark.parametrize("prepare", [Heap.launch, planned])
def test_what_moves_is_left_alone(heap: Heap, prepare: Callable[[Heap], Task]) -> None:
    prepare(heap)
    heap.fleet.clock.advance(heap.fleet.settings.stalled_after - timedelta(seconds=1))
    assert queued(heap) == []


def test_a_task_that_nobody_planned_is_planned(heap: Heap) -> None:
    task = heap.launch()
    heap.fleet.clock.advance(heap.fleet.settings.stalled_after)
    assert queued(heap) == [PlanMessage(task.ref)]


def test_lanes_that_stand_still_get_a_token_and_the_others_do_not(heap: Heap) -> None:
    task = planned(heap)
    heap.fleet.clock.advance(timedelta(seconds=100))
    heap.fleet.step()
    heap.fleet.clock.advance(heap.fleet.settings.stalled_after - timedelta(seconds=1))
    [first, *still] = lanes.load_all(heap.fleet.tables, heap.fleet.task(task.ref))
    assert first.done
    tokens = [Token(task.ref, lane.number, lane.token + 1, lane.cursor) for lane in still]
    assert queued(heap) == tokens


def test_a_lane_is_not_sent_a_token_every_minute(heap: Heap) -> None:
    planned(heap)
    heap.fleet.clock.advance(heap.fleet.settings.stalled_after)
    assert len(queued(heap)) == 3
    heap.fleet.clock.advance(timedelta(minutes=1))
    assert queued(heap) == []
    heap.fleet.clock.advance(heap.fleet.settings.stalled_after)
    assert len(queued(heap)) == 3


def test_a_lane_that_moves_at_that_very_moment_is_left_alone(heap: Heap) -> None:
    planned(heap)
    heap.fleet.clock.advance(heap.fleet.settings.stalled_after)
    struck: list[Call] = []

    def at_the_first_write(call: Call) -> Fault | None:
        if struck or call.name != "tasks.write":
            return None
        struck.append(call)
        return interrupt(heap.fleet.step)

    heap.fleet.faults.plan = at_the_first_write
    heap.fleet.watch()
    tokens = [d.message for d in heap.fleet.inbox.waiting if isinstance(d.message, Token)]
    assert sorted(token.lane for token in tokens) == [1, 1, 2, 2]


def test_a_finish_that_nobody_came_to_is_made_good(heap: Heap) -> None:
    task = planned(heap)
    key = next(key for key in heap.fleet.tables.tasks.rows if key.sort == f"TASK#{task.ref.id}")

    def at_the_finish(call: Call) -> Fault | None:
        row = heap.fleet.tables.tasks.rows[key]
        late = row["state"] == TaskState.FINISHING and call.name == "transact"
        return refuse(Throttled) if late else None

    heap.fleet.faults.plan = at_the_finish
    for _ in range(6):
        heap.fleet.step()
    assert heap.fleet.task(task.ref).state is TaskState.FINISHING
    heap.fleet.faults.plan = lambda _: None
    heap.fleet.lose_messages()
    heap.fleet.clock.advance(heap.fleet.settings.stalled_after)
    heap.fleet.watch()
    assert heap.fleet.task(task.ref).state is TaskState.COMPLETED


def test_one_tasks_trouble_does_not_keep_the_others_waiting(
    heap: Heap, caplog: pytest.LogCaptureFixture
) -> None:
    tasks = [heap.launch(names) for names in ("abc", "def", "ghi")]
    heap.fleet.clock.advance(heap.fleet.settings.stalled_after)
    rows = heap.fleet.tables.tasks.rows
    broken = next(key for key in rows if key.sort == f"TASK#{tasks[1].ref.id}")
    rows[broken] = {**rows[broken], "state": "no state"}
    with caplog.at_level(logging.CRITICAL):
        sent = queued(heap)
    assert sent == [PlanMessage(tasks[0].ref), PlanMessage(tasks[2].ref)]


def test_a_task_that_it_can_do_nothing_for_is_counted_once_a_round(
    heap: Heap, caplog: pytest.LogCaptureFixture
) -> None:
    """Its planning cannot be queued, and the time of its rows cannot be looked at either."""
    tasks = [heap.launch(names) for names in ("abc", "def")]
    heap.fleet.clock.advance(heap.fleet.settings.stalled_after)
    heap.fleet.faults.plan = lambda call: refuse(Throttled) if call.name == "queues.plan" else None
    with caplog.at_level(logging.CRITICAL):
        first = heap.fleet.watch()
    heap.fleet.faults.plan = lambda _call: None
    second = heap.fleet.watch()
    assert (first.active, first.troubled, first.pushed_on) == (2, 2, 0)
    assert (second.active, second.troubled, second.pushed_on) == (2, 0, 2)
    assert second.states[TaskState.QUEUED] == 2
    assert {delivery.message for delivery in heap.fleet.inbox.waiting} >= {
        PlanMessage(task.ref) for task in tasks
    }


def test_ended_tasks_are_left_alone(heap: Heap) -> None:
    heap.run()
    heap.fleet.clock.advance(timedelta(days=2))
    assert queued(heap) == []
    assert problems(heap.fleet) == []
