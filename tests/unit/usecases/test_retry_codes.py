"""A retry of some: the errors with certain codes; what is left besides stays for other retries."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

import pytest

from legwork import kinds
from legwork.domain.errors import Transient, WrongState
from legwork.domain.kind import Context, Performed
from legwork.domain.outcome import Counts, Outcome, Verdict
from legwork.domain.record import Records
from legwork.domain.task import Task, TaskState
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
from legwork.testing.world import World
from tests.unit.usecases import rounds
from tests.unit.usecases.rounds import go, open_all, places_of, visits, work_until

PLACES = 12
CLOSED, MOVED = {1, 4, 7}, {2, 9}
FAULTS = pytest.mark.parametrize("fault", [crash_before, crash_after, lose_answer, send_again])


@pytest.fixture(autouse=True)
def two_reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rounds that tell a place that is closed from one that has moved."""

    def perform(
        targets: Sequence[str], records: Records, context: Context[rounds.Params]
    ) -> Sequence[Performed]:
        done = rounds.KIND.perform(targets, records, context)
        return [
            Performed(Verdict(Outcome.ERROR, "moved", "It has moved."))
            if one.verdict.message == "moved"
            else one
            for one in done
        ]

    every = {**kinds.all_kinds(), "rounds": replace(rounds.KIND, perform=perform)}
    monkeypatch.setattr(kinds, "all_kinds", lambda: every)


def shut(world: World) -> None:
    rounds.close(world, CLOSED)
    rounds.close(world, MOVED, "moved")


@pytest.fixture
def fleet() -> Iterator[Fleet]:
    fleet = Fleet(faults=Faults())
    yield fleet
    assert fleet.surprises == []


@pytest.fixture
def owner(fleet: Fleet) -> Owner:
    return Owner(fleet)


def ended(fleet: Fleet, task: Task) -> Task:
    fleet.settle()
    assert problems(fleet) == []
    return fleet.task(task.ref)


def with_errors(fleet: Fleet, owner: Owner) -> Task:
    """A task whose errors have two codes, and which could be done by now."""
    shut(fleet)
    first = ended(fleet, go(owner, PLACES))
    open_all(fleet)
    return first


def test_only_what_ended_so_is_taken_up(fleet: Fleet, owner: Owner) -> None:
    first = with_errors(fleet, owner)
    some = owner.retry(first, key="some", codes=["moved", "unknown"])
    assert (some.retry_codes, some.retry_takes) == (("moved",), 2)
    some = ended(fleet, some)
    assert some.counts == Counts(succeeded=2)
    assert set(places_of(fleet, some)) == MOVED
    first = fleet.task(first.ref)
    assert (first.leftover, first.can_be_retried, first.retried_by) == (3, True, None)
    assert first.last_retry == some.ref.id


def test_the_rest_can_be_retried_as_a_whole_or_by_code(fleet: Fleet, owner: Owner) -> None:
    first = with_errors(fleet, owner)
    owner.retry(first, key="some", codes=["moved"])
    rest = owner.retry(fleet.task(first.ref), key="rest")
    assert (rest.retry_without, rest.retry_takes) == (("moved",), 3)
    rest = ended(fleet, rest)
    assert set(places_of(fleet, rest)) == CLOSED
    assert visits(fleet) == dict.fromkeys(range(PLACES), 1)
    assert not fleet.task(first.ref).can_be_retried


def test_all_codes_one_by_one_leave_nothing(fleet: Fleet, owner: Owner) -> None:
    first = with_errors(fleet, owner)
    for code in ("closed", "moved"):
        owner.retry(fleet.task(first.ref), key=code, codes=[code])
    fleet.settle()
    assert visits(fleet) == dict.fromkeys(range(PLACES), 1)
    with pytest.raises(WrongState, match="nothing to retry"):
        owner.retry(fleet.task(first.ref), key="rest")


def test_what_was_not_attempted_is_not_an_error_with_a_code(fleet: Fleet, owner: Owner) -> None:
    shut(fleet)
    task = go(owner, PLACES)
    work_until(fleet, lambda: fleet.task(task.ref).lanes)
    fleet.step(purging=False)
    first = owner.cancel(task.ref)
    open_all(fleet)
    codes = ["closed", "moved"]
    if first.counts.errors:
        some = ended(fleet, owner.retry(first, key="some", codes=codes))
        assert some.total == first.counts.errors
    rest = ended(fleet, owner.retry(fleet.task(first.ref), key="rest"))
    assert rest.state is TaskState.COMPLETED
    assert visits(fleet) == dict.fromkeys(range(PLACES), 1)


@pytest.mark.parametrize("codes", [["unknown"], ["succeeded"]])
def test_there_is_nothing_to_retry(fleet: Fleet, owner: Owner, codes: list[str]) -> None:
    first = with_errors(fleet, owner)
    with pytest.raises(WrongState, match="no target ended in an error with such a code"):
        owner.retry(first, key="some", codes=codes)


def test_a_code_is_taken_up_once(fleet: Fleet, owner: Owner) -> None:
    first = with_errors(fleet, owner)
    owner.retry(first, key="some", codes=["moved"])
    with pytest.raises(WrongState, match="taken up"):
        owner.retry(fleet.task(first.ref), key="again", codes=["moved"])
    with pytest.raises(WrongState, match="taken up"):
        # As it was read before the first retry of some was recorded.
        owner.retry(first, key="late", codes=["moved"])
    with pytest.raises(WrongState, match="taken up"):
        owner.retry(first, key="late and whole")


def test_the_same_call_again_is_the_same_task(fleet: Fleet, owner: Owner) -> None:
    first = with_errors(fleet, owner)
    some = owner.retry(first, key="some", codes=["moved"])
    assert owner.retry(fleet.task(first.ref), key="some", codes=["moved"]).ref == some.ref


def test_a_retry_of_some_that_is_cancelled_unplanned_gives_its_codes_back(
    fleet: Fleet, owner: Owner
) -> None:
    first = with_errors(fleet, owner)
    kept = owner.retry(first, key="kept", codes=["closed"])
    some = owner.retry(fleet.task(first.ref), key="some", codes=["moved"])
    owner.cancel(some.ref)
    assert fleet.task(first.ref).retried_codes.keys() == {"closed"}
    again = owner.retry(fleet.task(first.ref), key="again", codes=["moved", "closed"])
    assert again.retry_codes == ("moved",)
    owner.cancel(kept.ref)
    owner.cancel(again.ref)
    assert fleet.task(first.ref).retried_codes == {}
    assert fleet.task(first.ref).leftover == 5


class Trial:
    """A retry of some, and then of the rest, with a fault somewhere."""

    def __init__(self, before: Fleet) -> None:
        self.fleet = Fleet(like=before, faults=Faults())
        self.owner = Owner(self.fleet)
        [self.first] = tasks_of(self.fleet)

    def call(self, *codes: str) -> bool:
        """Make the call until it is answered."""
        for _ in range(3):
            try:
                task = self.fleet.task(self.first.ref)
                self.owner.retry(task, key=f"key {codes}", codes=codes)
            except (Crash, Transient):
                continue
            except WrongState:
                # The call before took it up, and its answer was lost: the key answers for it.
                return False
            return True
        return False

    def run(self) -> None:
        assert self.call("moved")
        self.fleet.settle()
        assert self.call()
        self.fleet.settle()

    def check(self) -> None:
        assert self.fleet.surprises == []
        assert problems(self.fleet) == []
        assert visits(self.fleet) == dict.fromkeys(range(PLACES), 1)


@pytest.fixture
def before() -> Fleet:
    fleet = Fleet()
    with_errors(fleet, Owner(fleet))
    return fleet


@FAULTS
def test_a_fault_at_any_write_leaves_two_retries_that_do_each_target_once(
    before: Fleet, fault: Fault
) -> None:
    trial = Trial(before)
    trial.run()
    trial.check()
    for number in trial.fleet.faults.writes:
        struck = Trial(before)
        struck.fleet.faults.plan = at(number, fault)
        struck.run()
        struck.check()


def test_a_cancel_at_any_moment_leaves_the_rest_to_be_retried(before: Fleet) -> None:
    calls = Trial(before)
    calls.run()
    for number in range(0, len(calls.fleet.faults.calls), 3):
        struck = Trial(before)
        struck.fleet.faults.plan = at(number, interrupt(partial(_cancel, struck)))
        struck.call("moved")
        struck.fleet.settle()
        for turn in range(3):
            left = [task for task in tasks_of(struck.fleet) if task.can_be_retried]
            for task in left:
                struck.owner.retry(task, key=f"at last {turn} {task.ref.id}")
            struck.fleet.settle()
        struck.check()


def _cancel(trial: Trial) -> None:
    for task in tasks_of(trial.fleet):
        if task.retry_of and task.state.can_be_cancelled:
            trial.owner.cancel(task.ref)


def test_what_others_took_up_since_the_preview_of_the_rest_is_not_done_twice(
    fleet: Fleet, owner: Owner
) -> None:
    first = with_errors(fleet, owner)
    shown = ended(fleet, owner.retry(first, key="look", preview=True))
    some = owner.retry(fleet.task(first.ref), key="some", codes=["moved"])
    with pytest.raises(WrongState, match="taken up"):
        owner.run(shown.ref, key="run")
    ended(fleet, some)
    with pytest.raises(WrongState, match="taken up"):
        owner.run(shown.ref, key="run later")
    rest = ended(fleet, owner.retry(fleet.task(first.ref), key="look again", preview=True))
    ended(fleet, owner.run(rest.ref, key="run the rest"))
    assert visits(fleet) == dict.fromkeys(range(PLACES), 1)


def test_what_was_given_back_since_the_preview_of_the_rest_is_not_lost(
    fleet: Fleet, owner: Owner
) -> None:
    first = with_errors(fleet, owner)
    some = owner.retry(first, key="some", codes=["moved"])
    shown = owner.retry(fleet.task(first.ref), key="look", preview=True)
    owner.cancel(some.ref)
    ended(fleet, shown)
    with pytest.raises(WrongState, match="anew"):
        owner.run(shown.ref, key="run")
    ended(fleet, owner.retry(fleet.task(first.ref), key="all of it"))
    assert visits(fleet) == dict.fromkeys(range(PLACES), 1)
