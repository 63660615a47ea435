"""A retry takes up what is left of a task, once; together they do everything once."""

import random
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from itertools import product

import pytest

from legwork.domain.errors import KeyReused, NotAllowed, WrongState
from legwork.domain.outcome import Counts, Outcome
from legwork.domain.permission import Caller
from legwork.domain.task import Task, TaskState, Via
from legwork.ports import PlanMessage, PurgeMessage
from legwork.testing.fleet import Fleet
from legwork.testing.interleave import interleave
from legwork.testing.invariants import problems, tasks_of
from legwork.testing.owner import Owner
from legwork.testing.world import Settings, World
from legwork.usecases.retry_task import retry_task
from tests.unit.usecases.rounds import close, go, introduce, open_all, places_of, visits, work_until

CLOSED = {1, 4, 7}


@pytest.fixture(autouse=True)
def rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    introduce(monkeypatch)


@pytest.fixture
def fleet() -> Iterator[Fleet]:
    fleet = Fleet()
    yield fleet
    assert fleet.surprises == []


@pytest.fixture
def owner(fleet: Fleet) -> Owner:
    return Owner(fleet)


def ended(fleet: Fleet, task: Task) -> Task:
    """The task, once there is nothing left to do."""
    fleet.settle()
    assert problems(fleet) == []
    return fleet.task(task.ref)


def with_errors(fleet: Fleet, owner: Owner) -> Task:
    """A task that found some places closed."""
    close(fleet, CLOSED)
    return ended(fleet, go(owner))


def cancelled(fleet: Fleet, owner: Owner, *, steps: int) -> Task:
    """A task that was cancelled after so many messages."""
    task = go(owner)
    for _ in range(steps):
        fleet.step(purging=False)
    return owner.cancel(task.ref)


def test_errors_are_taken_up_and_nothing_else(fleet: Fleet, owner: Owner) -> None:
    first = with_errors(fleet, owner)
    open_all(fleet)
    retry = ended(fleet, owner.retry(first, key="again"))
    assert retry.state is TaskState.COMPLETED
    assert retry.counts == Counts(succeeded=3)
    assert set(places_of(fleet, retry)) == CLOSED
    assert visits(fleet) == dict.fromkeys(range(8), 1)


@pytest.mark.parametrize("steps", range(1, 5))
def test_so_is_what_was_not_attempted(fleet: Fleet, owner: Owner, steps: int) -> None:
    close(fleet, CLOSED)
    first = cancelled(fleet, owner, steps=steps)
    open_all(fleet)
    done = set(visits(fleet))
    retry = ended(fleet, owner.retry(first, key="again"))
    assert set(places_of(fleet, retry, Outcome.SUCCEEDED)) == set(range(8)) - done
    assert visits(fleet) == dict.fromkeys(range(8), 1)


def test_a_retry_names_its_first_and_is_launched_by_whoever_asks_for_it(
    fleet: Fleet, owner: Owner
) -> None:
    first = with_errors(fleet, owner)
    retry = owner.retry(first, key="again")
    assert (retry.retry_of, fleet.task(first.ref).retried_by) == (first.ref.id, retry.ref.id)
    assert (retry.kind, retry.params, retry.title) == (first.kind, first.params, first.title)
    assert retry.subject == first.subject
    assert (retry.launched_by.id, retry.launched_by.via) == (owner.caller.id, Via.STAFF)
    assert retry.number == first.number + 1


def test_what_fails_again_is_left_to_a_retry_of_the_retry(fleet: Fleet, owner: Owner) -> None:
    first = with_errors(fleet, owner)
    open_all(fleet)
    close(fleet, {4})
    second = ended(fleet, owner.retry(first, key="second"))
    assert second.counts == Counts(succeeded=2, errors=1)
    open_all(fleet)
    third = ended(fleet, owner.retry(second, key="third"))
    assert third.counts == Counts(succeeded=1)
    assert places_of(fleet, third) == [4]
    assert visits(fleet) == dict.fromkeys(range(8), 1)


def test_a_retry_that_is_cancelled_half_way_is_retried_itself(fleet: Fleet, owner: Owner) -> None:
    first = cancelled(fleet, owner, steps=2)
    retry = owner.retry(first, key="again")
    work_until(fleet, lambda: len(visits(fleet)) >= 6)
    second = owner.cancel(retry.ref)
    assert 0 < second.counts.done < second.total
    assert fleet.task(first.ref).retried_by == retry.ref.id
    last = ended(fleet, owner.retry(second, key="last"))
    assert last.counts.done == second.total - second.counts.done
    assert visits(fleet) == dict.fromkeys(range(8), 1)


# --- When it may not be ----------------------------------------------------------------------


def test_nothing_is_left_of_a_task_that_did_all(fleet: Fleet, owner: Owner) -> None:
    first = ended(fleet, go(owner))
    with pytest.raises(WrongState, match="nothing to retry"):
        owner.retry(first, key="again")


def test_what_goes_on_is_not_retried(fleet: Fleet, owner: Owner) -> None:
    first = go(owner)
    with pytest.raises(WrongState, match="not ended"):
        owner.retry(first, key="again")


def test_what_is_left_is_taken_up_once(fleet: Fleet, owner: Owner) -> None:
    first = with_errors(fleet, owner)
    retry = owner.retry(first, key="again")
    for read in (first, fleet.task(first.ref)):
        with pytest.raises(WrongState, match="taken up by"):
            owner.retry(read, key="once more")
    assert [task.ref for task in tasks_of(fleet)] == [first.ref, retry.ref]


def test_who_may_not_launch_it_may_not_retry_it(fleet: Fleet, owner: Owner) -> None:
    first = with_errors(fleet, owner)
    ben = Caller.of(account="parkside", sub="ben", name="Ben", groups=["permits"])
    with pytest.raises(NotAllowed) as refusal:
        _retry(fleet, first, caller=ben)
    assert refusal.value.permission == "classes"


# --- The same call again ---------------------------------------------------------------------


def test_the_same_call_again_is_the_same_retry(fleet: Fleet, owner: Owner) -> None:
    first = with_errors(fleet, owner)
    retry = owner.retry(first, key="again")
    assert owner.retry(fleet.task(first.ref), key="again").ref == retry.ref
    ended(fleet, retry)
    again = owner.retry(fleet.task(first.ref), key="again")
    assert (again.ref, again.state) == (retry.ref, TaskState.COMPLETED)


def test_the_key_of_another_call_is_refused(fleet: Fleet, owner: Owner) -> None:
    first = with_errors(fleet, owner)
    with pytest.raises(KeyReused):
        owner.retry(first, key="first")
    assert fleet.task(first.ref).retried_by is None


@pytest.mark.parametrize("same_key", [True, False])
def test_two_calls_at_the_same_moment_make_one_retry(
    fleet: Fleet, owner: Owner, same_key: bool
) -> None:
    with_errors(fleet, owner)
    for seed in range(40):
        trial = Fleet(like=fleet)
        [first] = tasks_of(trial)
        both = Owner(trial)
        answers = list[Task]()
        calls = [
            partial(_answer, answers, both, first, key)
            for key in ("again", "again" if same_key else "also again")
        ]
        refused = interleave(trial.faults, calls, random.Random(seed).randrange)
        [retry] = [task for task in tasks_of(trial) if task.retry_of]
        assert {task.ref for task in answers} == {retry.ref}
        assert sum(isinstance(one, WrongState) for one in refused) == (0 if same_key else 1)
        open_all(trial)
        assert ended(trial, retry).counts == Counts(succeeded=3)
        assert visits(trial) == dict.fromkeys(range(8), 1)


def _answer(answers: list[Task], owner: Owner, first: Task, key: str) -> None:
    answers.append(owner.retry(first, key=key))


# --- A retry that comes to nothing -----------------------------------------------------------


def test_cancelled_before_it_is_planned_it_gives_back_what_it_took_up(
    fleet: Fleet, owner: Owner
) -> None:
    first = with_errors(fleet, owner)
    retry = owner.retry(first, key="again")
    assert owner.cancel(retry.ref).state is TaskState.CANCELLED
    assert fleet.task(first.ref).can_be_retried
    open_all(fleet)
    assert ended(fleet, owner.retry(fleet.task(first.ref), key="then")).counts == Counts(3)
    assert visits(fleet) == dict.fromkeys(range(8), 1)


def test_one_whose_first_is_deleted_meanwhile_fails_and_says_why(
    fleet: Fleet, owner: Owner
) -> None:
    first = with_errors(fleet, owner)
    retry = owner.retry(first, key="again")
    owner.delete(fleet.task(first.ref))
    fleet.settle()
    failed = fleet.task(retry.ref)
    assert failed.state is TaskState.FAILED
    assert failed.failure == "The task that it retries is gone; launch it anew instead."


def test_nor_is_anything_done_twice_when_it_is_deleted_at_any_moment_of_the_planning(
    fleet: Fleet, owner: Owner
) -> None:
    """Rows go one after the other: a plan without its ledger looks like work not attempted."""
    first = with_errors(fleet, owner)
    retry = owner.retry(first, key="again")
    open_all(fleet)
    [planning] = [
        one.message for one in fleet.inbox.waiting if isinstance(one.message, PlanMessage)
    ]
    ends = set[TaskState]()
    for late, seed in product(range(14), range(12)):
        trial = Fleet(like=fleet)
        calls = [partial(trial.handle, planning), partial(_delete_and_purge, trial, first)]
        assert interleave(trial.faults, calls, _Late(late, seed)) == [None, None]
        trial.settle(purging=True)
        ends.add(trial.task(retry.ref).state)
        assert max(visits(trial).values()) == 1
    assert ends == {TaskState.FAILED, TaskState.COMPLETED}


class _Late:
    """Lets the first of two calls go ahead so far, and then either of them as it happens."""

    def __init__(self, ahead: int, seed: int) -> None:
        self._ahead, self._random = ahead, random.Random(seed)

    def __call__(self, among: int) -> int:
        self._ahead -= 1
        return 0 if self._ahead >= 0 else self._random.randrange(among)


def _delete_and_purge(fleet: Fleet, task: Task) -> None:
    Owner(fleet).delete(fleet.task(task.ref))
    fleet.handle(PurgeMessage(task.ref))


def test_a_planned_retry_needs_its_first_no_more(fleet: Fleet, owner: Owner) -> None:
    first = with_errors(fleet, owner)
    open_all(fleet)
    retry = owner.retry(first, key="again")
    fleet.step()
    assert fleet.task(retry.ref).state is TaskState.RUNNING
    owner.delete(fleet.task(first.ref))
    fleet.settle(purging=True)
    assert fleet.task(retry.ref).counts == Counts(succeeded=3)
    assert visits(fleet) == dict.fromkeys(range(8), 1)


def test_a_long_plan_of_what_is_left_is_carried_on_leg_by_leg() -> None:
    fleet = Fleet(Settings(leg=timedelta(0)))
    owner = Owner(fleet)
    task = go(owner, 200, key="long")
    work_until(fleet, lambda: fleet.task(task.ref).lanes)
    first = owner.cancel(task.ref)
    retry = ended(fleet, owner.retry(first, key="again"))
    assert retry.leg > 1
    assert retry.counts == Counts(succeeded=200)
    assert visits(fleet) == dict.fromkeys(range(200), 1)


def _retry(world: World, first: Task, *, caller: Caller) -> Task:
    return retry_task(
        first,
        caller=caller,
        key="again",
        fingerprint=first.ref.id,
        database=world.database,
        files=world.files,
        queues=world.queues,
        clock=world.clock,
        ids=world.ids,
    )
