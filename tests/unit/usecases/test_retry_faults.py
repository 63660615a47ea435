"""A process dies, or loses an answer, at any write of a retry: it is still one retry."""

from collections.abc import Callable
from functools import partial

import pytest

from legwork.domain.errors import Transient
from legwork.domain.outcome import Counts
from legwork.domain.task import Task, TaskState
from legwork.ports import PlanMessage
from legwork.store import tasks
from legwork.testing.faults import (
    Crash,
    Fault,
    Faults,
    at,
    crash_after,
    crash_before,
    interrupt,
    lose_answer,
    send_again,
)
from legwork.testing.fleet import Fleet
from legwork.testing.invariants import problems, tasks_of
from legwork.testing.owner import Owner
from tests.unit.usecases.rounds import close, go, introduce, open_all, visits, work_until

PLACES = 12
CRASHES = pytest.mark.parametrize("crash", [crash_before, crash_after])


@pytest.fixture(autouse=True)
def rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    introduce(monkeypatch)


@pytest.fixture
def before() -> Fleet:
    """A world with a task of which errors and places that were not attempted are left."""
    fleet = Fleet()
    close(fleet, [0, 2, 3])
    owner = Owner(fleet)
    task = go(owner, PLACES)
    work_until(fleet, lambda: len(visits(fleet)) >= 4)
    first = owner.cancel(task.ref)
    fleet.settle()
    open_all(fleet)
    assert first.counts.errors
    assert first.counts.done < PLACES
    return fleet


class Trial:
    """The retry, with a fault somewhere."""

    def __init__(self, before: Fleet) -> None:
        self.fleet = Fleet(like=before, faults=Faults())
        self.owner = Owner(self.fleet)
        [self.first] = tasks_of(self.fleet)

    def strike(self, number: int, fault: Fault) -> None:
        self.fleet.faults.plan = at(number, fault)

    def call(self) -> Task | None:
        """Make the call; answers nothing when it died."""
        try:
            return self.owner.retry(self.fleet.task(self.first.ref), key="again")
        except (Crash, Transient):
            return None

    def check(self) -> None:
        """There was one retry, and together they have visited every place once."""
        assert self.fleet.surprises == []
        assert problems(self.fleet) == []
        [retry] = [task for task in tasks_of(self.fleet) if task.retry_of]
        assert retry.state is TaskState.COMPLETED
        assert retry.counts == Counts(succeeded=PLACES - self.first.counts.succeeded)
        assert visits(self.fleet) == dict.fromkeys(range(PLACES), 1)


def _writes(before: Fleet) -> list[int]:
    trial = Trial(before)
    assert trial.call()
    trial.fleet.settle()
    trial.check()
    return trial.fleet.faults.writes


@CRASHES
def test_the_same_call_and_the_same_messages_make_it_good(before: Fleet, crash: Fault) -> None:
    for number in _writes(before):
        trial = Trial(before)
        trial.strike(number, crash)
        assert trial.call() or trial.call()
        trial.fleet.settle()
        trial.check()


@CRASHES
def test_the_watchdog_alone_makes_it_good(before: Fleet, crash: Fault) -> None:
    for number in _writes(before):
        trial = Trial(before)
        trial.strike(number, _with_all_messages(trial, crash))
        called = trial.call()
        trial.fleet.settle()
        recorded = [task for task in tasks_of(trial.fleet) if task.retry_of]
        if called or recorded:
            trial.check()
        else:
            assert trial.fleet.task(trial.first.ref).can_be_retried


@pytest.mark.parametrize("fault", [lose_answer, send_again])
def test_a_lost_answer_is_no_second_retry(before: Fleet, fault: Fault) -> None:
    for number in _writes(before):
        trial = Trial(before)
        trial.strike(number, fault)
        assert trial.call() or trial.call()
        trial.fleet.settle()
        trial.check()


def test_a_cancel_at_any_moment_leaves_what_is_left_to_one_of_them(before: Fleet) -> None:
    for call in range(_calls(before)):
        trial = Trial(before)
        trial.strike(call, interrupt(partial(_cancel, trial)))
        trial.call()
        trial.fleet.settle()
        open_to_retry = [task for task in tasks_of(trial.fleet) if task.can_be_retried]
        done = len(visits(trial.fleet)) == PLACES
        assert len(open_to_retry) == (0 if done else 1), call
        for task in open_to_retry:
            trial.owner.retry(task, key="at last")
        trial.fleet.settle()
        assert problems(trial.fleet) == []
        assert visits(trial.fleet) == dict.fromkeys(range(PLACES), 1), call


def _calls(before: Fleet) -> int:
    trial = Trial(before)
    trial.call()
    trial.fleet.settle()
    return len(trial.fleet.faults.calls)


def _cancel(trial: Trial) -> None:
    for task in tasks_of(trial.fleet):
        if task.retry_of and task.state.can_be_cancelled:
            trial.owner.cancel(task.ref)


def _with_all_messages(trial: Trial, crash: Fault) -> Fault:
    """The process dies, and every message that is on its way is lost."""

    def fault(go: Callable[[], object]) -> object:
        try:
            return crash(go)
        finally:
            trial.fleet.lose_messages()

    return fault  # type: ignore[return-value]


def test_a_retry_fails_at_the_moment_at_which_what_it_retries_is_purged(before: Fleet) -> None:
    trial = Trial(before)
    retry = trial.call()
    assert retry is not None
    purged = partial(trial.fleet.tables.tasks.delete_many, [tasks.key_of(trial.first.ref)])
    # The retry is read, then what it retries; the end of the one meets the purge of the other.
    trial.strike(len(trial.fleet.faults.calls) + 2, interrupt(purged))
    trial.fleet.handle_dead(PlanMessage(retry.ref))
    assert trial.fleet.faults.calls[-1].name == "transact"
    assert trial.fleet.task(retry.ref).state is TaskState.FAILED
