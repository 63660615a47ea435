"""Messages that come twice, and two deliverers of the same lane at the same time."""

from datetime import timedelta
from functools import partial

import pytest

from legwork.ports import DeliveryMessage
from legwork.testing.faults import interrupt
from legwork.testing.interleave import interleave
from legwork.testing.world import Settings
from tests.faults.mail_check import check_completed
from tests.faults.school import MAILINGS
from tests.faults.side_by_side import InTurn, choices
from tests.faults.test_twice import SLICES, calls_of_a_step, watch_and_work
from tests.faults.trial import Trial, launched, undisturbed


@SLICES
@pytest.mark.parametrize("name", MAILINGS)
def test_every_message_comes_twice(name: str, slice_: timedelta) -> None:
    model = undisturbed(name)
    for seed in range(10):
        trial = Trial(name, Settings(twice=True, slice=slice_), seed=seed)
        assert trial.launch()
        trial.settle(watching=False)
        assert check_completed(trial, model) == 0, seed


@SLICES
@pytest.mark.parametrize("name", MAILINGS)
def test_a_second_worker_gets_the_message_at_any_call_of_the_first(
    name: str, slice_: timedelta
) -> None:
    model = undisturbed(name)
    at_rest = launched(name, 0, Settings(slice=slice_))
    while waiting := at_rest.waiting():
        for number in range(calls_of_a_step(at_rest)):
            trial = at_rest.fork()
            trial.strike(number, interrupt(partial(trial.fleet.handle, waiting[0])))
            trial.settle(watching=False)
            assert check_completed(trial, model) == 0, number
        at_rest.steps(1)


@pytest.mark.parametrize("name", MAILINGS)
def test_the_watchdog_believes_at_any_call_that_all_stand_still(name: str) -> None:
    model = undisturbed(name)
    for call in model.fleet.faults.calls[::3]:
        trial = Trial(name, Settings(stalled_after=timedelta(0)), seed=call.number)
        assert trial.launch_struck(call.number, interrupt(partial(watch_and_work, trial)))
        trial.settle()
        assert check_completed(trial, model) == 0, call


@SLICES
@pytest.mark.parametrize("name", MAILINGS)
def test_all_messages_are_worked_on_twice_side_by_side(name: str, slice_: timedelta) -> None:
    model = undisturbed(name)
    for seed in range(30):
        trial = launched(name, seed % 20, Settings(slice=slice_))
        interleave(trial.fleet.faults, trial.take() * 2, choices(seed))
        trial.settle(watching=False)
        assert check_completed(trial, model) == 0, seed


@SLICES
@pytest.mark.parametrize("name", MAILINGS)
def test_deliverers_and_workers_side_by_side_leave_nothing_to_the_watchdog(
    name: str, slice_: timedelta
) -> None:
    model = undisturbed(name)
    for seed in range(30):
        trial = launched(name, 0, Settings(slice=slice_))
        while calls := trial.take():
            assert not any(interleave(trial.fleet.faults, calls, choices(seed)))
        trial.settle(watching=False)
        assert check_completed(trial, model) == 0, seed


@pytest.mark.parametrize("name", MAILINGS)
def test_two_deliverers_of_each_lane_in_every_order_of_two_turns(name: str) -> None:
    """One makes so many calls, then the other so many; then the one ends, then the other."""
    model = undisturbed(name)
    staged = Trial(name)
    assert staged.launch()
    while not any(isinstance(message, DeliveryMessage) for message in staged.waiting()):
        staged.steps(1)
    [*_, message] = [m for m in staged.waiting() if isinstance(m, DeliveryMessage)]
    for first in range(14):
        for second in range(1, 14, 2):
            trial = staged.fork()
            work = partial(trial.fleet.handle, message)
            interleave(trial.fleet.faults, [work, work], InTurn(first, second))
            trial.settle(watching=False)
            assert check_completed(trial, model) == 0, (first, second)


@pytest.mark.parametrize("name", MAILINGS)
def test_all_others_are_through_with_their_work_at_any_call_of_a_deliverer(name: str) -> None:
    """Whoever finds the lane claimed drops his message: the one who claimed it sees to the rest."""
    model = undisturbed(name)
    at_rest = Trial(name)
    assert at_rest.launch()
    while waiting := at_rest.waiting():
        if isinstance(waiting[0], DeliveryMessage):
            for number in range(deliver_at_leisure(at_rest.fork())):
                trial = at_rest.fork()
                trial.strike(number, interrupt(partial(work_through, trial)))
                deliver_at_leisure(trial)
                trial.settle(watching=False)
                assert check_completed(trial, model) == 0, number
        at_rest.steps(1)


def deliver_at_leisure(trial: Trial) -> int:
    """Deliver what waits first, with time for all that the lane has; answers how many calls."""
    delivery = trial.fleet.inbox.waiting.pop(0)
    trial.fleet.handle(delivery.message, until=trial.fleet.clock.now() + timedelta(seconds=8))
    return len(trial.fleet.faults.calls)


def work_through(trial: Trial) -> None:
    """Work on messages until there are none."""
    while calls := trial.take():
        for call in calls:
            call()
