"""Messages that come twice, and two workers with the same message at the same time."""

from datetime import timedelta
from functools import partial

import pytest

from legwork.testing.faults import interrupt
from legwork.testing.interleave import interleave
from legwork.testing.world import Settings
from tests.faults.park import WORKS
from tests.faults.side_by_side import choices
from tests.faults.trial import Trial, launched, undisturbed

SLICES = pytest.mark.parametrize("slice_", [timedelta(0), timedelta(seconds=8)])
"""One batch a token, or the whole lane."""


@SLICES
@pytest.mark.parametrize("name", WORKS)
def test_every_message_comes_twice(name: str, slice_: timedelta) -> None:
    model = undisturbed(name)
    for seed in range(10):
        trial = Trial(name, Settings(twice=True, slice=slice_), seed=seed)
        assert trial.launch()
        trial.settle(watching=False)
        assert trial.end() == model.end(), seed
        trial.check()


@SLICES
@pytest.mark.parametrize("name", WORKS)
def test_a_second_worker_gets_the_message_at_any_call_of_the_first(
    name: str, slice_: timedelta
) -> None:
    model = undisturbed(name)
    at_rest = launched(name, 0, Settings(slice=slice_))
    while waiting := at_rest.waiting():
        for number in range(calls_of_a_step(at_rest)):
            trial = at_rest.fork()
            trial.strike(number, interrupt(partial(trial.fleet.handle, waiting[0])))
            trial.settle()
            assert trial.end() == model.end(), number
            trial.check()
        at_rest.steps(1)


@pytest.mark.parametrize("name", WORKS)
def test_the_watchdog_believes_at_any_call_that_all_stand_still(name: str) -> None:
    model = undisturbed(name)
    for call in model.fleet.faults.calls:
        trial = Trial(name, Settings(stalled_after=timedelta(0)), seed=call.number)
        assert trial.launch_struck(call.number, interrupt(partial(watch_and_work, trial)))
        trial.settle()
        assert trial.end() == model.end(), call
        trial.check()


def watch_and_work(trial: Trial) -> None:
    trial.fleet.watch()
    for work in trial.take()[:2]:
        work()


def calls_of_a_step(trial: Trial) -> int:
    alone = trial.fork()
    alone.steps(1)
    return len(alone.fleet.faults.calls)


@SLICES
@pytest.mark.parametrize("name", WORKS)
def test_all_messages_are_worked_on_twice_side_by_side(name: str, slice_: timedelta) -> None:
    model = undisturbed(name)
    for seed in range(30):
        trial = launched(name, seed % 9, Settings(slice=slice_))
        calls = trial.take()
        interleave(trial.fleet.faults, calls * 2, choices(seed))
        trial.settle()
        assert trial.end() == model.end(), seed
        trial.check()
