"""Messages that fail again and again: their tasks end all the same, and say so."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from legwork import kinds
from legwork.domain.errors import Throttled
from legwork.domain.lane import Token
from legwork.domain.outcome import Counts
from legwork.domain.task import TaskState
from legwork.store import lanes
from legwork.testing.faults import Fault, crash_after, crash_before, lose_answer, send_again
from legwork.trade.permits.reservation import place_of, read_reservation
from legwork.usecases.read_outcomes import verdicts_of
from tests.faults.park import GAMES
from tests.faults.trial import Trial

FATAL = place_of(read_reservation(GAMES[5], "P-1").id)
"""Its batch can never be worked on; a batch is two targets."""
FAULTS = pytest.mark.parametrize("fault", [crash_before, crash_after, lose_answer, send_again])


def break_billout(patch: pytest.MonkeyPatch, **parts: Any) -> None:
    found = kinds.all_kinds()
    broken = replace(found["permit_billout"], **parts)
    patch.setattr(kinds, "all_kinds", lambda: {**found, "permit_billout": broken})


@pytest.fixture
def fatal_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    perform = kinds.find("permit_billout").perform

    def throttled(targets: Sequence[str], *rest: Any) -> Any:
        if FATAL in targets:
            raise Throttled("as ever")
        return perform(targets, *rest)

    break_billout(monkeypatch, perform=throttled)


@pytest.fixture
def fatal_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("as ever")

    break_billout(monkeypatch, targets=broken)


def launched() -> Trial:
    """Launched past the count of its targets, which a broken kind could not make."""
    trial = Trial("bill-out")
    trial.owner.launch("permit_billout", {"permit": "P-1", "reservations": None}, key="bill")
    return trial


def run(number: int = -1, fault: Fault = crash_before) -> Trial:
    trial = launched()
    trial.strike(number, fault)
    trial.fleet.settle()
    return trial


@pytest.mark.usefixtures("fatal_batch")
def test_a_batch_is_given_up_and_the_rest_is_done() -> None:
    trial = run()
    trial.check()
    assert trial.end() == [(TaskState.COMPLETED, 12, Counts(succeeded=10, errors=2))]
    [task] = trial.tasks()
    verdicts = {key: v.code for _, key, v, _ in verdicts_of(task, database=trial.fleet.tables)}
    assert verdicts[FATAL] == "gave_up"
    assert list(verdicts.values()).count("gave_up") == 2


@FAULTS
@pytest.mark.usefixtures("fatal_batch")
def test_at_any_write_of_it(fault: Fault) -> None:
    model = run()
    for number in model.fleet.faults.writes[len(launched().fleet.faults.writes) :]:
        trial = run(number, fault)
        trial.check()
        assert trial.end() == model.end(), number


@pytest.mark.usefixtures("fatal_plan")
def test_a_plan_is_given_up_and_its_task_fails() -> None:
    trial = run()
    [task] = trial.tasks()
    assert task.state is TaskState.FAILED
    assert task.failure
    assert "planning failed again and again" in task.failure
    trial.fleet.surprises.clear()
    trial.check()


@FAULTS
@pytest.mark.usefixtures("fatal_plan")
def test_at_any_write_of_the_planning(fault: Fault) -> None:
    model = run()
    for number in model.fleet.faults.writes[len(launched().fleet.faults.writes) :]:
        trial = run(number, fault)
        assert trial.end() == model.end(), number
        trial.fleet.surprises.clear()
        trial.check()


def test_a_dead_token_of_a_lane_that_has_moved_is_no_reason_to_give_up_a_batch() -> None:
    trial = launched()
    trial.steps(2)
    [task] = trial.tasks()
    moved = lanes.load_all(trial.fleet.tables, task)[0]
    assert moved.cursor == 1
    trial.fleet.lose_messages()
    trial.fleet.handle_dead(Token(task.ref, moved.number, number=1, cursor=0))
    assert trial.waiting() == [Token(task.ref, moved.number, moved.token + 1, moved.cursor)]
    trial.fleet.settle()
    trial.check()
    assert trial.end() == [(TaskState.COMPLETED, 12, Counts(succeeded=12))]
