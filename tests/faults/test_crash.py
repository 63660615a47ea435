"""A process dies before or after any of its writes: what is left makes it good."""

from collections.abc import Callable

import pytest

from legwork.domain.task import TaskRef, TaskState
from legwork.store import lanes
from legwork.testing.faults import Fault, crash_after, crash_before
from tests.faults.park import FILING, INLINE, WORKS
from tests.faults.trial import Trial, undisturbed

CRASHES = pytest.mark.parametrize("crash", [crash_before, crash_after])


@CRASHES
@pytest.mark.parametrize("name", [*WORKS, *FILING])
def test_the_same_call_and_the_same_messages_make_it_good(name: str, crash: Fault) -> None:
    model = undisturbed(name)
    for number in model.fleet.faults.writes:
        trial = Trial(name)
        assert trial.launch_struck(number, crash) or trial.launch()
        trial.settle(watching=False)
        assert all(is_left_to_the_watchdog(trial, ref) for ref in trial.fleet.live())
        trial.settle()
        assert trial.end() == model.end(), number
        trial.check()


def is_left_to_the_watchdog(trial: Trial, ref: TaskRef) -> bool:
    """The two places that only the watchdog knows of.

    The plan counts and its tokens are missing; or a further leg of it was taken up, which only one
    may do, by a planner that has died.
    """
    task = trial.fleet.task(ref)
    if task.state is TaskState.PLANNING:
        return task.leg > 1
    untouched = [lane for lane in lanes.load_all(trial.fleet.tables, task) if lane.token == 0]
    return task.state is TaskState.RUNNING and bool(untouched)


@CRASHES
@pytest.mark.parametrize("name", [*WORKS, *FILING])
def test_the_watchdog_alone_makes_it_good(name: str, crash: Fault) -> None:
    model = undisturbed(name)
    for number in model.fleet.faults.writes:
        trial = Trial(name)
        task = trial.launch_struck(number, with_all_messages(trial, crash))
        trial.settle()
        assert trial.end() == model.end() or (task is None and not trial.tasks()), number
        trial.check()


def with_all_messages(trial: Trial, crash: Fault) -> Fault:
    """The process dies, and every message that is on its way is lost."""

    def fault(go: Callable[[], object]) -> object:
        try:
            return crash(go)
        finally:
            trial.fleet.lose_messages()

    return fault  # type: ignore[return-value]


@CRASHES
@pytest.mark.parametrize("again", [True, False])
@pytest.mark.parametrize("name", INLINE)
def test_a_call_that_dies_is_made_good_by_the_same_call_or_the_watchdog(
    name: str, again: bool, crash: Fault
) -> None:
    model = undisturbed(name)
    for number in model.fleet.faults.writes:
        trial = Trial(name)
        task = trial.launch_struck(number, crash)
        if again:
            task = task or trial.launch()
            assert task
        trial.settle()
        assert trial.end() == model.end() or (task is None and not trial.tasks()), number
        trial.check()
