"""Whoever was at work before a pause commits nothing after the resume, however late it comes."""

from collections.abc import Iterator
from functools import partial

import pytest
from ulid import ULID

from legwork.domain.effect import Clause, Effect, Equals, Update
from legwork.domain.errors import StateChanged
from legwork.domain.task import TaskState
from legwork.store import gates, lanes, pauses, task_states
from legwork.testing.faults import interrupt
from tests.faults.test_checker import Careless, without
from tests.faults.trial import Trial, undisturbed

NAME = "bill-out"


def _number(effect: Effect, clause: Clause) -> bool:
    of_batch = isinstance(effect, Update) and "cursor" in effect.set
    return of_batch and isinstance(clause, Equals) and clause.attribute == "gate_number"


def late_commits(*, numbered: bool) -> Iterator[str]:
    """Batches that were begun before a pause, and have committed after the resume behind it.

    Args:
        numbered: whether the number of its gate is part of a commit's condition.
    """
    for call in undisturbed(NAME).fleet.faults.calls:
        trial = Trial(NAME)
        if not numbered:
            trial.fleet.database = Careless(trial.fleet.database, without(_number))
        pause = _ShortPause(trial)
        trial.strike(call.number, interrupt(pause))
        assert trial.launch()
        trial.settle()
        trial.check()
        assert trial.end() == undisturbed(NAME).end()
        yield from pause.late()


class _ShortPause:
    """Pauses the task there is, and resumes it at once."""

    def __init__(self, trial: Trial) -> None:
        self._trial = trial
        self._made = 0
        """How many ids there were between the pause and the resume."""
        self._done: set[str] = set()
        """Batches that were committed then."""

    def __call__(self) -> None:
        for task in self._trial.tasks():
            if task.state is TaskState.RUNNING:
                self._trial.owner.pause(task.ref)
                self._made, self._done = self._trial.fleet.ids.count, {*_ledger(self._trial)}
                self._trial.owner.resume(task.ref)

    def late(self) -> Iterator[str]:
        """What was begun before, and committed after it."""
        for batch, attempt in _ledger(self._trial).items():
            number = int.from_bytes(ULID.from_str(attempt).bytes[6:])
            if batch not in self._done and number <= self._made:
                yield batch


def _ledger(trial: Trial) -> dict[str, str]:
    """Who has committed each batch: an attempt has its id before it decides."""
    rows = trial.fleet.tables.tasks.rows
    return {
        f"{key.partition} {key.sort}": row["attempt"]
        for key, row in rows.items()
        if key.sort.startswith("LEDGER#")
    }


def test_a_batch_that_was_begun_before_a_pause_does_not_commit_after_it() -> None:
    assert [*late_commits(numbered=True)] == []


def test_without_the_number_it_would() -> None:
    assert next(late_commits(numbered=False), None)


@pytest.mark.parametrize("again", [False, True])
def test_a_change_of_the_gates_that_comes_late_is_refused(again: bool) -> None:
    """Whatever was held up on its way: a pause that was resumed, a resume that was paused again."""
    trial = Trial(NAME)
    assert trial.launch()
    trial.steps(2)
    [task] = trial.tasks()
    paused = trial.owner.pause(task.ref)
    resumed = trial.owner.resume(task.ref)
    tables, now = trial.fleet.tables, trial.fleet.clock.now()
    late = partial(gates.shut, tables, paused, paused.gate_number)
    if again:
        trial.owner.pause(task.ref)
        late = partial(gates.open_, tables, resumed, resumed.lanes, now)
    before = lanes.load_all(tables, resumed)

    with pytest.raises(StateChanged):
        late()

    assert lanes.load_all(tables, resumed) == before


def test_nothing_opens_the_gates_of_a_cancelled_task() -> None:
    trial = Trial(NAME)
    assert trial.launch()
    trial.steps(2)
    [task] = trial.tasks()
    trial.owner.pause(task.ref)
    resumed = trial.owner.resume(task.ref)
    trial.owner.cancel(task.ref)

    with pytest.raises(StateChanged):
        gates.open_(trial.fleet.tables, resumed, resumed.lanes, trial.fleet.clock.now())


def test_a_planner_that_is_late_does_not_plan_anew_what_was_planned_and_paused_since() -> None:
    trial = Trial(NAME)
    assert trial.launch()
    [queued] = trial.tasks()
    trial.steps(2)
    paused, now = trial.owner.pause(queued.ref), trial.fleet.clock.now()
    # It waits for its turn.
    pauses.resume(trial.fleet.tables, paused, now)
    with pytest.raises(StateChanged):
        task_states.begin_planning(trial.fleet.tables, queued, now)
    trial.settle()
    assert trial.end() == undisturbed(NAME).end()
    trial.check()
