"""Holds: no task of an account, or of a kind, runs until they are lifted."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from legwork.domain.effect import Delete, Put, Update
from legwork.domain.hold import Hold
from legwork.domain.task import Task, TaskState
from legwork.domain.waiting import WaitsFor
from legwork.store import holds, keys
from legwork.testing.faults import Crash, Fault, at, crash_after, crash_before
from legwork.testing.fleet import Fleet
from legwork.testing.invariants import problems, tasks_of
from legwork.testing.owner import Owner
from legwork.testing.world import Settings
from legwork.usecases.read_task import read_task_as_it_waits
from tests.faults.park import FIELDS, HOURS, ROOM, file_of, row, set_room

COUNT = 3


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    set_room(monkeypatch, **ROOM)


@pytest.fixture
def fleet() -> Fleet:
    fleet = Fleet(Settings(running_max=2))
    rows = [
        row(field, f"{h}:00", f"{h}:59", permit="P", cents=1) for field in FIELDS for h in HOURS
    ]
    Owner(fleet).upload("UP1", file_of(rows))
    return fleet


def launch(fleet: Fleet, key: str) -> Task:
    params = {"entity": "reservations", "upload_id": "UP1"}
    return Owner(fleet).launch("import_records", params, key=key)


def states(fleet: Fleet) -> list[TaskState]:
    return [task.state for task in sorted(tasks_of(fleet), key=lambda task: task.ref.id)]


def work(fleet: Fleet, minutes: int = 4) -> None:
    for _ in range(minutes):
        while fleet.step():
            pass
        fleet.pass_time()


def hold_of(fleet: Fleet) -> Hold:
    return Hold(fleet.clock.now(), "Ana", "Audit")


def operators(fleet: Fleet, *, kind: str | None = None) -> None:
    """What the operators' command will write."""
    value = {"at": fleet.clock.now().isoformat(), "reason": "A bug"}
    if kind:
        fleet.tables.tasks.write(Put(keys.held_kind(kind), {holds.OPERATORS: value}))
    else:
        fleet.tables.tasks.write(Update(keys.turns("parkside"), set={holds.OPERATORS: value}))


def test_what_runs_is_paused_and_what_is_new_waits(fleet: Fleet) -> None:
    for number in range(COUNT):
        launch(fleet, str(number))
    for _ in range(4):
        fleet.step()
    assert TaskState.RUNNING in states(fleet)
    Owner(fleet).hold("Audit")
    records = dict(fleet.tables.records.rows)
    late = launch(fleet, "late")
    work(fleet)
    assert set(states(fleet)) == {TaskState.PAUSED, TaskState.QUEUED}
    assert fleet.tables.records.rows == records
    waiting = read_task_as_it_waits(
        fleet.task(late.ref), database=fleet.tables, clock=fleet.clock
    ).waiting
    assert waiting is not None
    assert (waiting.what, waiting.since) == (
        WaitsFor.HOLD,
        holds.of_account(fleet.tables, "parkside"),
    )

    Owner(fleet).lift()
    fleet.settle()
    assert set(states(fleet)) == {TaskState.COMPLETED}
    assert problems(fleet, double_bookings=True) == []


def test_what_somebody_paused_stays_paused(fleet: Fleet) -> None:
    by_hand, other = launch(fleet, "1"), launch(fleet, "2")
    for _ in range(4):
        fleet.step()
    Owner(fleet).pause(by_hand.ref)
    Owner(fleet).hold()
    Owner(fleet).lift()
    work(fleet)
    assert fleet.task(by_hand.ref).state is TaskState.PAUSED
    assert fleet.task(other.ref).state is TaskState.COMPLETED


def test_a_task_that_is_resumed_meanwhile_waits_until_the_hold_is_lifted(fleet: Fleet) -> None:
    task = launch(fleet, "1")
    for _ in range(3):
        fleet.step()
    Owner(fleet).hold()
    assert Owner(fleet).resume(task.ref).state is TaskState.QUEUED
    work(fleet)
    assert fleet.task(task.ref).state is TaskState.QUEUED
    Owner(fleet).lift()
    fleet.settle()
    assert fleet.task(task.ref).state is TaskState.COMPLETED


@pytest.mark.parametrize("crash", [crash_before, crash_after])
@pytest.mark.parametrize("lifting", [False, True])
def test_a_call_that_dies_is_made_good_by_the_watchdog(
    fleet: Fleet, lifting: bool, crash: Fault
) -> None:
    for number in range(2):
        launch(fleet, str(number))
    for _ in range(4):
        fleet.step()
    if lifting:
        Owner(fleet).hold()
    struck = died = 0
    while died == struck:
        other = Fleet(like=fleet)
        other.faults.plan = at(struck, crash)
        died += _dies(Owner(other).lift if lifting else Owner(other).hold)
        struck += 1
        other.faults.plan = at(-1, crash)
        if holds.of_account(other.tables, "parkside"):
            work(other)
            assert set(states(other)) <= {TaskState.PAUSED, TaskState.QUEUED, TaskState.COMPLETED}
            Owner(other).lift()
        other.settle()
        assert set(states(other)) == {TaskState.COMPLETED}
    assert died > 5


def _dies(call: Callable[[], None]) -> bool:
    try:
        call()
    except Crash:
        return True
    return False


def test_operators_can_hold_an_account(fleet: Fleet) -> None:
    task = launch(fleet, "1")
    for _ in range(3):
        fleet.step()
    operators(fleet)
    fleet.clock.advance(timedelta(minutes=1))
    fleet.watch()
    assert fleet.task(task.ref).state is TaskState.PAUSED
    Owner(fleet).lift()
    work(fleet)
    assert fleet.task(task.ref).state is TaskState.QUEUED
    fleet.tables.tasks.write(Update(keys.turns("parkside"), remove=(holds.OPERATORS,)))
    fleet.settle()
    assert fleet.task(task.ref).state is TaskState.COMPLETED


def test_operators_can_hold_a_kind_and_other_kinds_go_on(fleet: Fleet) -> None:
    running = launch(fleet, "1")
    for _ in range(3):
        fleet.step()
    waits = [launch(fleet, str(number)) for number in range(2, 6)]
    operators(fleet, kind="import_records")
    fleet.watch()
    other = Owner(fleet, background_at=1).bill_out("P", key="bill")
    work(fleet)
    assert fleet.task(running.ref).state is TaskState.PAUSED
    assert {fleet.task(task.ref).state for task in waits} == {TaskState.QUEUED}
    assert fleet.task(other.ref).state is TaskState.COMPLETED
    fleet.tables.tasks.write(Delete(keys.held_kind("import_records")))
    fleet.settle()
    assert set(states(fleet)) == {TaskState.COMPLETED}
    assert problems(fleet, double_bookings=True) == []
