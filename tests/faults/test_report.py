"""A report under faults: every line once, whatever died, and a file that opens or none."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from legwork.domain.part import Line
from legwork.domain.task import Task, TaskState
from legwork.store.files import report_key
from legwork.store.lanes import load_all
from legwork.testing.faults import Crash, Fault, crash_after, crash_before, lose_answer
from legwork.usecases.make_file import Drawn
from tests.faults.trial import Trial, undisturbed

T = TypeVar("T")
FAULTS = pytest.mark.parametrize("fault", [crash_before, crash_after, lose_answer])


def lines(trial: Trial) -> list[list[object]]:
    """The lines of the report's file, as the plain maker of the tests leaves them."""
    [task] = trial.tasks()
    assert task.made is not None
    body = trial.fleet.bodies.bodies[report_key(task.ref, task.made.name)]
    found = [json.loads(line) for line in body.splitlines()]
    assert len(body) == task.made.size
    assert len(found) == task.made.lines
    return found


@pytest.fixture
def model() -> Trial:
    trial = undisturbed("report")
    assert len(lines(trial)) == 12
    return trial


@FAULTS
def test_a_fault_at_any_write_leaves_each_line_in_the_file_once(model: Trial, fault: Fault) -> None:
    for number in model.fleet.faults.writes:
        trial = Trial("report")
        assert trial.launch_struck(number, fault) or trial.launch()
        trial.fleet.settle()
        assert trial.end() == model.end(), number
        assert lines(trial) == lines(model), number
        trial.check()


def test_what_two_workers_leave_of_one_batch_counts_once(model: Trial) -> None:
    """The one that loses its lane has written its part before it was told so."""
    trial = Trial("report")
    trial.launch()
    while not (calls := trial.take()):
        trial.steps(1)
    trial.fleet.settle()
    for call in calls * 2:
        call()
    trial.fleet.settle()

    assert lines(trial) == lines(model)
    trial.check()


def test_a_record_that_changes_between_two_attempts_is_shown_as_the_ledger_has_it(
    model: Trial,
) -> None:
    """What the attempt has left that died before its commit lies beside the part that counts."""
    calls = model.fleet.faults.calls
    written = next(call.number for call in calls if call.name == "files.write")
    trial = Trial("report")

    def renamed_and_dead(go: Callable[[], T]) -> T:
        for key, row in [*trial.fleet.tables.records.rows.items()]:
            if "event" in row:
                trial.fleet.tables.records.rows[key] = {**row, "event": "Renamed"}
        raise Crash

    trial.launch_struck(written + 1, renamed_and_dead)
    trial.fleet.settle()

    assert len(lines(trial)) == len(lines(model))
    assert {line[5] for line in lines(trial)} == {"Renamed"}
    parts = [key for key in trial.fleet.bodies.bodies if "/parts/" in key]
    [task] = trial.tasks()
    batches = sum(lane.batches for lane in load_all(trial.fleet.tables, task))
    assert len(parts) == batches + 1
    trial.check()


def making(trial: Trial) -> Task:
    """Go on until all that is left is the file."""
    trial.launch()
    while True:
        [task] = trial.tasks()
        if task.making_at is not None:
            return task
        trial.steps(1)


def test_a_cancel_before_the_file_is_made_leaves_none(model: Trial) -> None:
    trial = Trial("report")
    task = making(trial)

    cancelled = trial.owner.cancel(task.ref)
    trial.fleet.settle()

    assert cancelled.state is TaskState.CANCELLED
    assert cancelled.counts.succeeded == 12
    assert trial.tasks()[0].result is None
    trial.check()
    trial.fleet.clock.advance(trial.fleet.settings.retention.cancelled)
    trial.purge()
    assert not [key for key in trial.fleet.bodies.bodies if key.startswith("reports/")]


def test_a_cancel_while_the_file_is_made_wins(model: Trial) -> None:
    trial = Trial("report")
    making(trial)
    draw = trial.fleet.draw

    def interrupted(task: Task, lines: Iterator[Line], folder: Path) -> Drawn:
        trial.owner.cancel(task.ref)
        return draw(task, lines, folder)

    trial.fleet.draw = interrupted
    trial.fleet.settle()

    [ended] = trial.tasks()
    assert (ended.state, ended.made, ended.result) == (TaskState.CANCELLED, None, None)
    trial.check()


@pytest.mark.parametrize("while_made", [False, True])
def test_a_file_that_a_pause_has_stopped_is_asked_for_once_it_goes_on(
    model: Trial, while_made: bool
) -> None:
    """And not only once the maker's time is up: so no watchdog runs here."""
    trial = Trial("report")
    task = making(trial)
    draw = trial.fleet.draw

    def interrupted(task: Task, lines: Iterator[Line], folder: Path) -> Drawn:
        trial.fleet.draw = draw
        trial.owner.pause(task.ref)
        return draw(task, lines, folder)

    if while_made:
        trial.fleet.draw = interrupted
    else:
        trial.owner.pause(task.ref)
    trial.fleet.settle(watching=False)
    assert trial.tasks()[0].state is TaskState.PAUSED

    trial.owner.resume(task.ref)
    trial.fleet.settle(watching=False)

    assert (trial.end(), lines(trial)) == (model.end(), lines(model))
    trial.check()


def test_a_maker_that_always_dies_fails_the_task_and_says_so() -> None:
    trial = Trial("report")

    def dying(_task: Task, _lines: Iterator[Line], _folder: Path) -> Drawn:
        raise MemoryError

    trial.fleet.draw = dying
    trial.launch()
    trial.fleet.settle()

    [task] = trial.tasks()
    assert task.state is TaskState.FAILED
    assert "could not be made" in (task.failure or "")
    assert {type(surprise) for surprise in trial.fleet.surprises} == {MemoryError}


def test_a_lost_message_to_the_maker_is_sent_again() -> None:
    trial = Trial("report")
    making(trial)
    trial.fleet.lose_messages()
    trial.fleet.settle()

    assert [task.state for task in trial.tasks()] == [TaskState.COMPLETED]
    trial.check()
