"""A cancel at any moment: once it has answered, nothing of the task commits any more."""

import pytest

from legwork.domain.errors import Transient
from legwork.domain.task import TaskState
from legwork.testing.faults import (
    Crash,
    Fault,
    crash_after,
    crash_before,
    interrupt,
    lose_answer,
    send_again,
)
from legwork.testing.interleave import interleave
from legwork.testing.world import Settings
from tests.faults.cancel import Cancel
from tests.faults.park import WORKS
from tests.faults.side_by_side import choices
from tests.faults.trial import Trial, launched, undisturbed

STEPS = (0, 1, 3, 6)
"""Queued; running; with some batches done; with more of them done."""


@pytest.mark.parametrize("name", WORKS)
def test_at_any_call_of_the_others(name: str) -> None:
    refused = 0
    for call in undisturbed(name).fleet.faults.calls:
        trial = Trial(name)
        cancel = Cancel(trial)
        assert trial.launch_struck(call.number, interrupt(cancel))
        trial.settle()
        cancel.check()
        refused += cancel.refused
    # From the claim of the finish on.
    assert 0 < refused < 10


@pytest.mark.parametrize("name", WORKS)
def test_while_all_messages_come_twice(name: str) -> None:
    for call in undisturbed(name).fleet.faults.calls[::3]:
        trial = Trial(name, Settings(twice=True), seed=call.number)
        cancel = Cancel(trial)
        assert trial.launch_struck(call.number, interrupt(cancel))
        trial.settle()
        cancel.check()


@pytest.mark.parametrize("name", WORKS)
def test_side_by_side_with_the_workers(name: str) -> None:
    for seed in range(40):
        trial = launched(name, steps=1 + seed % 8)
        cancel = Cancel(trial)
        interleave(trial.fleet.faults, [cancel, *trial.take()], choices(seed))
        trial.settle()
        cancel.check()


@pytest.mark.parametrize("name", WORKS)
def test_side_by_side_with_a_second_cancel(name: str) -> None:
    for seed in range(40):
        trial = launched(name, steps=seed % 8)
        one, other = Cancel(trial), Cancel(trial)
        interleave(trial.fleet.faults, [one, *trial.take(), other], choices(seed))
        trial.settle()
        one.check()
        other.check()
        ends = {TaskState.COMPLETED, TaskState.CANCELLED}
        assert {task.state for task in trial.tasks()} <= ends


@pytest.mark.parametrize("crash", [crash_before, crash_after])
@pytest.mark.parametrize("again", [True, False])
@pytest.mark.parametrize("name", WORKS)
def test_a_cancel_that_dies_is_settled_by_a_second_one_or_the_watchdog(
    name: str, again: bool, crash: Fault
) -> None:
    for steps in STEPS:
        for number in _writes_of_a_cancel(name, steps):
            trial = launched(name, steps)
            trial.strike(number, crash)
            first = Cancel(trial)
            with pytest.raises(Crash):
                first()
            begun = trial.tasks()[0].state in {TaskState.CANCELLING, TaskState.CANCELLED}
            second = Cancel(trial)
            if again:
                second()
            trial.settle()
            trial.check()
            [task] = trial.tasks()
            assert task.state is (TaskState.CANCELLED if again or begun else TaskState.COMPLETED)
            if again and not second.refused:
                second.check()


@pytest.mark.parametrize("fault", [lose_answer, send_again])
@pytest.mark.parametrize("name", WORKS)
def test_a_cancel_whose_answers_get_lost_is_one_cancel(name: str, fault: Fault) -> None:
    for steps in STEPS:
        for number in _writes_of_a_cancel(name, steps):
            trial = launched(name, steps)
            trial.strike(number, fault)
            cancel = Cancel(trial)
            try:
                cancel()
            except Transient:
                cancel()
            trial.settle()
            trial.check()
            assert trial.tasks()[0].state is TaskState.CANCELLED
            if cancel.answer:
                cancel.check()


def _writes_of_a_cancel(name: str, steps: int) -> list[int]:
    trial = launched(name, steps)
    before = len(trial.fleet.faults.calls)
    Cancel(trial)()
    return [number for number in trial.fleet.faults.writes if number >= before]
