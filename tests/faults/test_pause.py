"""A pause at any moment: from its answer on nothing commits, and once resumed all gets done."""

from collections.abc import Callable

import pytest

from legwork.domain.errors import Transient, WrongState
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
from tests.faults.mail_check import check_completed
from tests.faults.pause import Pause
from tests.faults.school import MAILINGS
from tests.faults.side_by_side import choices
from tests.faults.trial import Trial, launched, undisturbed

STEPS = (0, 1, 3, 6)
"""Queued; running; with some batches done; with more of them done."""
WATCHES = 3
"""Minutes that a task stays paused: long enough for a watchdog to mend what a dead call left."""
BY_MESSAGES = ("import", "bill-out")
ALL = (*BY_MESSAGES, *MAILINGS)


def wait(trial: Trial) -> None:
    """Let time pass: workers and the watchdog do whatever there is to do."""
    for _ in range(WATCHES):
        while trial.fleet.step(purging=False):
            pass
        trial.fleet.pass_time()


def check_done(trial: Trial, name: str, *, in_doubt: bool = False) -> None:
    """It has come to what it would have come to without a pause."""
    trial.settle()
    if name in MAILINGS:
        doubtful = check_completed(trial, undisturbed(name))
        assert in_doubt or doubtful == 0
        return
    trial.check()
    assert trial.end() == undisturbed(name).end()


@pytest.mark.parametrize("name", ALL)
def test_at_any_call_of_the_others(name: str) -> None:
    refused = 0
    for call in undisturbed(name).fleet.faults.calls[::2]:
        if call.name == "mailer.send":
            # Such a call takes its time beside the pause, not before and after it.
            continue
        trial = Trial(name)
        pause = Pause(trial)
        assert trial.launch_struck(call.number, interrupt(pause))
        wait(trial)
        if not pause.refused:
            pause.check_still()
        pause.resume()
        # A mail call that stands still while somebody pauses is taken for dead.
        check_done(trial, name, in_doubt=True)
        refused += pause.refused
    # From the claim of the finish on.
    assert 0 < refused < 10


@pytest.mark.parametrize("name", ALL)
def test_side_by_side_with_the_workers(name: str) -> None:
    for seed in range(20):
        trial = launched(name, steps=1 + seed % 8)
        pause = Pause(trial)
        interleave(trial.fleet.faults, [pause, *trial.take()], choices(seed))
        if pause.refused:
            continue
        wait(trial)
        pause.check_still()
        pause.resume()
        check_done(trial, name)


@pytest.mark.parametrize("name", ALL)
def test_side_by_side_with_the_workers_a_second_pause_and_a_resume(name: str) -> None:
    """Whoever was last, the task is paused or goes on, and no gate is left as it should not be."""
    for seed in range(24):
        trial = launched(name, steps=seed % 4)
        trial.owner.pause(trial.tasks()[0].ref)
        one, other = Pause(trial), Pause(trial)
        calls: list[Callable[[], None]] = [forgiving(other.resume), one, *trial.take()]
        interleave(trial.fleet.faults, [*calls, other, forgiving(one.resume)], choices(seed))
        wait(trial)
        if trial.tasks()[0].state is TaskState.PAUSED:
            after = Pause(trial)
            after()
            wait(trial)
            after.check_still()
            after.resume()
        check_done(trial, name)


@pytest.mark.parametrize("name", ALL)
def test_side_by_side_with_a_cancel(name: str) -> None:
    for seed in range(20):
        trial = launched(name, steps=seed % 8)
        pause, cancel = Pause(trial), Cancel(trial)
        calls: list[Callable[[], None]] = [pause, cancel, *trial.take(), forgiving(pause.resume)]
        interleave(trial.fleet.faults, calls, choices(seed))
        trial.settle()
        cancel.check()


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("steps", STEPS)
def test_a_paused_task_can_be_cancelled(name: str, steps: int) -> None:
    trial = launched(name, steps)
    pause, cancel = Pause(trial), Cancel(trial)
    pause()
    cancel()
    assert cancel.answer is not None
    with pytest.raises(WrongState):
        trial.owner.resume(cancel.answer.ref)
    trial.settle()
    cancel.check()


@pytest.mark.parametrize("crash", [crash_before, crash_after])
@pytest.mark.parametrize("again", [True, False])
@pytest.mark.parametrize("name", BY_MESSAGES)
def test_a_pause_that_dies_is_made_good_by_a_second_one_or_the_watchdog(
    name: str, again: bool, crash: Fault
) -> None:
    for steps in STEPS:
        for number in writes_of_a_pause(name, steps):
            trial = launched(name, steps)
            trial.strike(number, crash)
            with pytest.raises(Crash):
                Pause(trial)()
            pause = Pause(trial)
            if again:
                pause()
            else:
                wait(trial)
                pause.look()
            wait(trial)
            pause.check_still()
            pause.resume()
            check_done(trial, name)


@pytest.mark.parametrize("crash", [crash_before, crash_after])
@pytest.mark.parametrize("name", ALL)
def test_a_resume_that_dies_is_made_good_by_the_watchdog(name: str, crash: Fault) -> None:
    for steps in STEPS:
        for number in writes_of_a_resume(name, steps):
            trial = launched(name, steps)
            pause = Pause(trial)
            pause()
            trial.fleet.lose_messages()
            trial.strike(number, crash)
            with pytest.raises(Crash):
                pause.resume()
            wait(trial)
            pause.resume()
            check_done(trial, name)


@pytest.mark.parametrize("fault", [lose_answer, send_again])
@pytest.mark.parametrize("name", BY_MESSAGES)
def test_answers_that_get_lost_make_no_difference(name: str, fault: Fault) -> None:
    for steps in STEPS:
        for number in (*writes_of_a_pause(name, steps), *writes_of_a_resume(name, steps)):
            trial = launched(name, steps)
            trial.strike(number, fault)
            pause = Pause(trial)
            twice(pause)
            wait(trial)
            pause.check_still()
            twice(pause.resume)
            check_done(trial, name)


@pytest.mark.parametrize("name", ALL)
def test_while_all_messages_come_twice(name: str) -> None:
    for seed in range(12):
        trial = launched(name, 1 + seed % 8, Settings(twice=True), seed=seed)
        for _ in range(2):
            pause = Pause(trial)
            interleave(trial.fleet.faults, [pause, *trial.take()], choices(seed))
            wait(trial)
            if not pause.refused:
                pause.check_still()
            pause.resume()
            trial.steps(2)
        check_done(trial, name)


def twice(call: Callable[[], None]) -> None:
    """Call once more when the answer was lost."""
    try:
        call()
    except Transient:
        call()


def forgiving(call: Callable[[], None]) -> Callable[[], None]:
    """It may be too late for it."""

    def tried() -> None:
        try:
            call()
        except WrongState:
            return

    return tried


def writes_of_a_pause(name: str, steps: int) -> list[int]:
    trial = launched(name, steps)
    before = len(trial.fleet.faults.calls)
    Pause(trial)()
    return [number for number in trial.fleet.faults.writes if number >= before]


def writes_of_a_resume(name: str, steps: int) -> list[int]:
    trial = launched(name, steps)
    pause = Pause(trial)
    pause()
    before = len(trial.fleet.faults.calls)
    pause.resume()
    return [number for number in trial.fleet.faults.writes if number >= before]
