"""A process dies before or after any write of a preview, or of the task that runs one."""

import pytest

from legwork.domain.task import TaskState
from legwork.testing.faults import crash_after, crash_before
from tests.faults.trial import Trial, undisturbed


@pytest.mark.parametrize("name", ["preview", "run", "preview of mail"])
def test_the_watchdog_makes_it_good(name: str) -> None:
    model = undisturbed(name)
    digests = [task.digest for task in model.tasks()]
    for number in model.fleet.faults.writes:
        for crash in (crash_before, crash_after):
            trial = Trial(name)
            trial.strike(number, crash)
            assert trial.launch() or trial.launch()
            trial.settle()
            assert trial.end() == model.end(), number
            assert [task.digest is None for task in trial.tasks()] == [d is None for d in digests]
            trial.check()


@pytest.mark.parametrize("name", ["preview", "run", "preview of mail"])
def test_a_cancel_at_every_step_stops_it(name: str) -> None:
    steps = 0
    while True:
        trial = Trial(name)
        launched = trial.launch()
        assert launched is not None
        trial.steps(steps)
        if trial.fleet.task(launched.ref).state.ended:
            return
        cancelled = trial.owner.cancel(launched.ref)
        records = dict(trial.fleet.tables.records.rows)
        trial.settle()
        assert trial.fleet.task(launched.ref).state is TaskState.CANCELLED
        assert (trial.fleet.tables.records.rows == records) is True
        assert trial.fleet.task(launched.ref).counts == cancelled.counts
        trial.check()
        steps += 3
