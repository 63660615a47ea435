"""Only so many of an account's tasks run at once; the others wait in the order of their launch."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta

import pytest

from legwork.domain.errors import CannotPlan, Conflicted, Throttled, Transient
from legwork.domain.limits import Limits
from legwork.domain.plan import Target, only_targets
from legwork.domain.record import Records
from legwork.domain.task import Task, TaskState
from legwork.ports import PlanMessage
from legwork.store import limits
from legwork.testing.faults import (
    Crash,
    Fault,
    at,
    crash_after,
    crash_before,
    interrupt,
    lose_answer,
    refuse,
)
from legwork.testing.fleet import Fleet
from legwork.testing.invariants import problems
from legwork.testing.owner import Owner
from legwork.testing.world import Settings
from tests.unit.usecases.toy import TOY, Heap, Params

Patch = pytest.MonkeyPatch
NAMES = ["a", "b", "c", "d", "e"]


def _targets(params: Params, records: Records, after: str | None) -> Iterator[Target]:
    if "nothing" in params.names:
        raise CannotPlan("There is nothing to do.")
    return only_targets(TOY.targets(params, records, after))


class Crowd:
    """Tasks of one account, of which two may run at once."""

    def __init__(self, patch: Patch, *, tasks: int = 0, like: Fleet | None = None) -> None:
        heap = Heap(patch, targets=_targets, verify=lambda *_: iter(()))
        self.fleet = Fleet(like=like) if like else heap.fleet
        self.fleet.settings = Settings(running_max=2)
        self.owner = Owner(self.fleet)
        self.tasks = [self.launch(number) for number in range(tasks)]

    def launch(self, number: int) -> Task:
        self.fleet.clock.advance(timedelta(milliseconds=1))
        names = [f"{name}{number}" for name in NAMES]
        return self.owner.launch("toy", {"names": names}, key=f"key-{number}")

    def states(self) -> list[TaskState]:
        return [self.fleet.task(task.ref).state for task in self.tasks]

    def running(self) -> int:
        states = self.states()
        return sum(not state.ended and state is not TaskState.QUEUED for state in states)

    def plan_all(self) -> None:
        """Every message of the planning queue, and no other one."""
        for delivery in [*self.fleet.inbox.waiting]:
            if isinstance(delivery.message, PlanMessage):
                self.fleet.inbox.waiting.remove(delivery)
                self.fleet.handle(delivery.message)

    def settled(self) -> list[TaskState]:
        self.fleet.settle()
        assert self.fleet.surprises == []
        assert problems(self.fleet) == []
        return self.states()


def test_no_more_run_than_may_and_the_first_come_first(monkeypatch: Patch) -> None:
    crowd = Crowd(monkeypatch, tasks=5)
    begun: list[int] = []
    for _ in range(400):
        crowd.fleet.step()
        assert crowd.running() <= 2
        for place, state in enumerate(crowd.states()):
            if state is not TaskState.QUEUED and place not in begun:
                begun.append(place)
    assert begun == [0, 1, 2, 3, 4]
    assert crowd.settled() == [TaskState.COMPLETED] * 5


def test_operators_let_an_account_run_more_or_fewer(monkeypatch: Patch) -> None:
    crowd = Crowd(monkeypatch, tasks=7)
    limits.put(crowd.fleet.tables, crowd.tasks[0].ref.account, Limits(running_tasks=4))
    most = 0
    while TaskState.QUEUED in crowd.states():
        assert crowd.fleet.step()
        most = max(most, crowd.running())
    assert most == 4
    limits.put(crowd.fleet.tables, crowd.tasks[0].ref.account, Limits(running_tasks=1))
    crowd.settled()
    crowd.tasks = [crowd.launch(number) for number in range(10, 14)]
    for _ in range(200):
        crowd.fleet.step()
        assert crowd.running() <= 1
    assert crowd.settled() == [TaskState.COMPLETED] * 4


def test_they_need_no_watchdog(monkeypatch: Patch) -> None:
    crowd = Crowd(monkeypatch, tasks=6)
    crowd.fleet.settle(watching=False)
    assert crowd.settled() == [TaskState.COMPLETED] * 6


def test_a_late_one_does_not_pass_those_that_wait(monkeypatch: Patch) -> None:
    """One turn is free, but the message of the one that waits for it is still under way."""
    crowd = Crowd(monkeypatch, tasks=3)
    crowd.plan_all()
    assert crowd.states()[2] is TaskState.QUEUED
    crowd.owner.cancel(crowd.tasks[0].ref)
    crowd.fleet.inbox.waiting.clear()
    crowd.tasks.append(crowd.launch(3))
    [late] = [d.message for d in crowd.fleet.inbox.waiting]
    crowd.fleet.handle(late)
    assert crowd.states()[3] is TaskState.QUEUED
    # It has called the one before it instead.
    assert PlanMessage(crowd.tasks[2].ref) in [d.message for d in crowd.fleet.inbox.waiting]
    assert crowd.settled()[1:] == [TaskState.COMPLETED] * 3


def test_accounts_have_turns_of_their_own(monkeypatch: Patch) -> None:
    crowd = Crowd(monkeypatch, tasks=3)
    other = Owner(crowd.fleet, "riverside").launch("toy", {"names": NAMES}, key="k")
    crowd.plan_all()
    assert crowd.fleet.task(other.ref).state is TaskState.RUNNING
    assert crowd.states()[2] is TaskState.QUEUED
    crowd.settled()


@pytest.mark.parametrize("place", [0, 2, 3])
def test_whoever_is_cancelled_makes_room(monkeypatch: Patch, place: int) -> None:
    crowd = Crowd(monkeypatch, tasks=5)
    crowd.plan_all()
    crowd.owner.cancel(crowd.tasks[place].ref)
    states = crowd.settled()
    assert states.pop(place) is TaskState.CANCELLED
    assert states == [TaskState.COMPLETED] * 4


def test_one_that_cannot_be_planned_gives_its_turn_back(monkeypatch: Patch) -> None:
    crowd = Crowd(monkeypatch)
    bad = [crowd.owner.launch("toy", {"names": ["nothing"]}, key=f"bad-{n}") for n in range(3)]
    crowd.tasks = [*bad, crowd.launch(3)]
    crowd.fleet.settle(watching=False)
    assert crowd.settled() == [TaskState.FAILED] * 3 + [TaskState.COMPLETED]


def test_what_is_lost_is_found_by_the_watchdog(monkeypatch: Patch) -> None:
    crowd = Crowd(monkeypatch, tasks=4)
    crowd.plan_all()
    crowd.fleet.lose_messages()
    assert crowd.settled() == [TaskState.COMPLETED] * 4


def test_the_watchdog_does_not_call_those_whose_turn_has_not_come(monkeypatch: Patch) -> None:
    crowd = Crowd(monkeypatch, tasks=20)
    crowd.plan_all()
    crowd.fleet.lose_messages()
    crowd.fleet.clock.advance(crowd.fleet.settings.stalled_after * 2)
    crowd.fleet.watch()
    plans = [d for d in crowd.fleet.inbox.waiting if isinstance(d.message, PlanMessage)]
    assert plans == []


FAULTS: list[Callable[[], Fault]] = [
    lambda: crash_before,
    lambda: crash_after,
    lambda: lose_answer,
    lambda: refuse(Throttled),
    lambda: refuse(Conflicted),
]


@pytest.mark.parametrize("fault", FAULTS, ids=["before", "after", "lost", "throttled", "conflict"])
@pytest.mark.parametrize("begins", [True, False], ids=["has a turn", "waits"])
def test_a_fault_at_any_call_of_a_planner(
    monkeypatch: Patch, fault: Callable[[], Fault], begins: bool
) -> None:
    before = Crowd(monkeypatch, tasks=2 if begins else 3)
    if not begins:
        for _ in range(2):
            before.fleet.handle(before.fleet.inbox.waiting.pop(0).message)
        before.fleet.inbox.waiting[:] = [
            d for d in before.fleet.inbox.waiting if isinstance(d.message, PlanMessage)
        ]
    message = before.fleet.inbox.waiting[0].message
    alone = Crowd(monkeypatch, like=before.fleet)
    alone.fleet.handle(message)
    for number in range(len(alone.fleet.faults.calls)):
        crowd = Crowd(monkeypatch, like=before.fleet)
        crowd.tasks = before.tasks
        crowd.fleet.faults.plan = at(number, fault())
        with suppress(Crash, Transient):
            crowd.fleet.handle(message)
        assert crowd.running() <= 2
        assert crowd.settled() == [TaskState.COMPLETED] * len(before.tasks), number


def test_turns_that_come_free_at_any_moment_of_a_wait(monkeypatch: Patch) -> None:
    """Whoever ends between the look and the wait cannot see who waits; yet nobody waits forever."""
    before = Crowd(monkeypatch, tasks=3)
    before.plan_all()
    # Nobody has looked for the third one yet.
    rows = before.fleet.tables.tasks.rows
    for key in [key for key in rows if key.partition.endswith("#WAITING")]:
        del rows[key]
    message = PlanMessage(before.tasks[2].ref)
    alone = Crowd(monkeypatch, like=before.fleet)
    alone.fleet.handle(message)
    for number in range(len(alone.fleet.faults.calls)):
        crowd = Crowd(monkeypatch, like=before.fleet)
        crowd.tasks = before.tasks

        def ends(crowd: Crowd = crowd) -> None:
            crowd.fleet.faults.plan = lambda _: None
            for task in crowd.tasks[:2]:
                crowd.owner.cancel(task.ref)
            while crowd.fleet.stream:
                crowd.fleet.announce(crowd.fleet.stream.popleft())

        crowd.fleet.faults.plan = at(number, interrupt(ends))
        crowd.fleet.handle(message)
        crowd.fleet.settle(watching=False)
        assert crowd.states()[2] is TaskState.COMPLETED, number


def test_a_small_task_needs_no_turn(monkeypatch: Patch) -> None:
    """It is driven to its end within its call, however many large ones run."""
    crowd = Crowd(monkeypatch, tasks=3)
    crowd.plan_all()
    small = crowd.owner.launch("toy", {"names": ["z"]}, key="small", listed=False)
    assert crowd.fleet.task(small.ref).state.ended
    crowd.settled()
