"""Deleted and cancelled tasks go with all they have, whoever dies or still works on them."""

import pytest

from legwork.domain.errors import NotFound, WrongState
from legwork.domain.task import Task
from legwork.testing.faults import Crash, Fault, crash_after, crash_before, interrupt, lose_answer
from legwork.testing.interleave import interleave
from legwork.testing.invariants import of_records
from legwork.usecases.read_task import find_task
from tests.faults.park import WORKS
from tests.faults.side_by_side import choices
from tests.faults.trial import Trial, undisturbed


def _ended(name: str, *, cancelled: bool) -> tuple[Trial, Task]:
    trial = Trial(name)
    task = trial.launch()
    assert task
    if cancelled:
        trial.steps(3)
        trial.owner.cancel(task.ref)
    trial.fleet.settle()
    return trial, trial.fleet.task(task.ref)


def _rows_of(trial: Trial, task: Task) -> list[str]:
    """What is left of a task, but for the memory of its launch and its notification."""
    return [
        key.sort
        for key, row in trial.fleet.tables.tasks.rows.items()
        if task.ref.id in f"{key.partition} {key.sort}"
        and not key.sort.startswith(("IDEMPOTENCY", "NOTIFICATION"))
    ]


def _is_notified(trial: Trial, task: Task) -> bool:
    """Whether the end of a task is still among its launcher's notifications."""
    return any(key.sort == f"NOTIFICATION#{task.ref.id}" for key in trial.fleet.tables.tasks.rows)


def _seen(trial: Trial, task: Task) -> bool:
    try:
        find_task(
            task.ref.id,
            caller=trial.owner.caller,
            database=trial.fleet.tables,
            clock=trial.fleet.clock,
        )
    except NotFound:
        return False
    return True


def _check_gone(trial: Trial, task: Task, records: object) -> None:
    trial.fleet.settle(purging=True)
    assert not _seen(trial, task)
    assert _rows_of(trial, task) == []
    assert trial.fleet.tables.records.rows == records
    assert of_records(trial.fleet, double_bookings=trial.work.double_bookings) == []
    assert trial.fleet.surprises == []


@pytest.mark.parametrize("cancelled", [True, False])
@pytest.mark.parametrize("name", WORKS)
def test_a_deleted_task_goes_and_its_records_stay(name: str, cancelled: bool) -> None:
    trial, task = _ended(name, cancelled=cancelled)
    records = dict(trial.fleet.tables.records.rows)
    trial.owner.delete(task)
    assert not _seen(trial, task)
    assert not _is_notified(trial, task)
    _check_gone(trial, task, records)


@pytest.mark.parametrize("name", WORKS)
def test_a_cancelled_task_stays_ten_minutes(name: str) -> None:
    trial, task = _ended(name, cancelled=True)
    records = dict(trial.fleet.tables.records.rows)
    assert _seen(trial, task)
    _check_gone(trial, task, records)
    assert task.cancellation
    assert _is_notified(trial, task)
    gone = trial.fleet.clock.now() - task.cancellation.at
    assert gone == trial.fleet.settings.retention.cancelled


@pytest.mark.parametrize("name", WORKS)
def test_a_live_task_cannot_be_deleted(name: str) -> None:
    for call in undisturbed(name).fleet.faults.calls[::7]:
        trial = Trial(name)

        def delete(trial: Trial = trial) -> None:
            for task in trial.tasks():
                if not task.state.ended:
                    with pytest.raises(WrongState):
                        trial.owner.delete(task)

        assert trial.launch_struck(call.number, interrupt(delete))
        trial.fleet.settle()
        trial.check()


@pytest.mark.parametrize("fault", [crash_before, crash_after, lose_answer])
def test_a_purge_that_dies_is_made_again(fault: Fault) -> None:
    number, struck = 0, True
    while struck:
        trial, task = _ended("bill-out", cancelled=False)
        records = dict(trial.fleet.tables.records.rows)
        trial.owner.delete(task)
        first = len(trial.fleet.faults.calls)
        trial.strike(first + number, fault)
        _check_gone(trial, task, records)
        struck = trial.fleet.faults.calls[-1].number > first + number
        number += 1
    assert number > 64


@pytest.mark.parametrize("crash", [crash_before, crash_after])
def test_a_delete_that_dies_leaves_a_task_or_none(crash: Fault) -> None:
    """Its rows are gone at the latest when their time is over."""
    trial, task = _ended("bill-out", cancelled=False)
    first = len(trial.fleet.faults.calls)
    for number in range(first, first + 3):
        trial, task = _ended("bill-out", cancelled=False)
        trial.strike(number, crash)
        with pytest.raises(Crash):
            trial.owner.delete(task)
        if _seen(trial, task):
            trial.owner.delete(task)
        assert not _seen(trial, task)
        left = trial.fleet.tables.tasks.rows.items()
        of_the_account = {"COUNTER", "TURNS", "HEAD"}
        assert all("expires_at" in row for key, row in left if key.sort not in of_the_account)


@pytest.mark.parametrize("name", WORKS)
def test_a_late_worker_finds_nothing_to_do(name: str) -> None:
    """Cancelled, deleted and purged in the middle of its work, at any call."""
    calls = undisturbed(name).fleet.faults.calls
    for call in calls:
        trial = Trial(name)
        gone: list[Task] = []

        def vanish(trial: Trial = trial, gone: list[Task] = gone) -> None:
            for task in trial.tasks():
                if task.state.can_be_cancelled:
                    gone.append(trial.owner.cancel(task.ref))
                    trial.owner.delete(gone[0])
                    trial.purge()

        assert trial.launch_struck(call.number, interrupt(vanish))
        trial.fleet.settle()
        for task in gone:
            late = [sort for sort in _rows_of(trial, task) if not sort.startswith("PLAN#")]
            assert late == []
            assert not _is_notified(trial, task)
        assert of_records(trial.fleet, double_bookings=trial.work.double_bookings) == []
        assert trial.fleet.surprises == []


@pytest.mark.parametrize("name", WORKS)
def test_late_workers_side_by_side(name: str) -> None:
    for seed in range(20):
        trial = Trial(name)
        task = trial.launch()
        assert task
        trial.steps(1 + seed % 6)

        def vanish(trial: Trial = trial, task: Task = task) -> None:
            try:
                trial.owner.delete(trial.owner.cancel(task.ref))
            except WrongState:
                return
            trial.purge()

        problems = interleave(trial.fleet.faults, [vanish, *trial.take()], choices(seed))
        assert not any(problems)
        trial.fleet.settle(purging=True)
        assert of_records(trial.fleet, double_bookings=trial.work.double_bookings) == []
        assert trial.fleet.surprises == []
