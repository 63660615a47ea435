"""Tasks that Autopilot launches: once for each moment, and never in silence."""

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from legwork.contracts.params import validated
from legwork.domain.errors import Transient
from legwork.domain.outcome import Counts
from legwork.domain.permission import Caller
from legwork.domain.retention import IDEMPOTENCY
from legwork.domain.task import Task, TaskState, Via
from legwork.domain.workflow import Workflow
from legwork.testing.faults import Crash, Fault, at, crash_after, crash_before, lose_answer
from legwork.testing.fleet import Fleet
from legwork.testing.interleave import interleave
from legwork.testing.invariants import problems, tasks_of
from legwork.testing.staff import MemoryStaff
from legwork.usecases.edit_workflow import WorkflowInput
from legwork.usecases.launch_scheduled import LATE_AFTER, launch_scheduled
from legwork.usecases.read_outcomes import read_outcomes
from tests.unit.usecases.pilot import ANA, Pilot
from tests.unit.usecases.rounds import introduce, visits

NOON = "2026-03-02T12:00:00Z"
ONE = "2026-03-02T13:00:00Z"
ROUNDS = WorkflowInput(
    name="Daily rounds",
    kind="rounds",
    params={"places": 4},
    schedule="rate(1 hour)",
    timezone="UTC",
    enabled=True,
)


class Autopilot:
    """A workflow of Ana's, and the moments at which it is to launch."""

    def __init__(self, fleet: Fleet | None = None, workflow: Workflow | None = None) -> None:
        self.pilot = Pilot(fleet)
        self.fleet = self.pilot.fleet
        self.staff = MemoryStaff({"owner@parkside": ANA})
        self.workflow = workflow or self.pilot.add(ROUNDS)

    def copy(self) -> "Autopilot":
        copy = Autopilot(Fleet(like=self.fleet), self.workflow)
        copy.staff = self.staff
        return copy

    def moment(self, scheduled_at: str = NOON, *, account: str = "parkside") -> Task | None:
        """What the scheduler delivers."""
        return launch_scheduled(
            account,
            self.workflow.id,
            scheduled_at,
            validate=validated,
            database=self.fleet.database,
            files=self.fleet.files,
            queues=self.fleet.queues,
            staff=self.staff,
            clock=self.fleet.clock,
            ids=self.fleet.ids,
            retention=self.fleet.settings.retention,
        )

    def launched(self) -> list[Task]:
        """Every task, once there is nothing left to do; each has been announced once."""
        self.fleet.settle()
        assert self.fleet.surprises == []
        assert problems(self.fleet) == []
        return tasks_of(self.fleet)


@pytest.fixture(autouse=True)
def rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    introduce(monkeypatch)


@pytest.fixture
def autopilot() -> Iterator[Autopilot]:
    autopilot = Autopilot()
    yield autopilot
    assert autopilot.fleet.surprises == []


def test_a_moment_launches_the_workflows_task(autopilot: Autopilot) -> None:
    autopilot.moment()
    [task] = autopilot.launched()
    assert (task.state, task.counts) == (TaskState.COMPLETED, Counts(succeeded=4))
    assert (task.title, task.kind) == ("Daily rounds", "rounds")
    assert task.params == {"places": 4, "town": "Parkside"}
    assert str(task.subject) == "town:Parkside"
    launcher = task.launched_by
    assert (launcher.id, launcher.name, launcher.via) == ("ana", "Ana", Via.AUTOPILOT)
    assert task.workflow
    assert task.workflow.name == "Daily rounds"
    assert (task.number, task.ref.listed) == (1, True)


def test_two_moments_launch_two(autopilot: Autopilot) -> None:
    autopilot.moment(NOON)
    autopilot.moment(ONE)
    assert [task.number for task in autopilot.launched()] == [1, 2]


def test_two_workflows_do_not_share_their_moments(autopilot: Autopilot) -> None:
    autopilot.moment()
    autopilot.workflow = autopilot.pilot.add(replace(ROUNDS, name="More rounds"))
    autopilot.moment()
    assert [task.title for task in autopilot.launched()] == ["Daily rounds", "More rounds"]


# --- A moment that comes late ----------------------------------------------------------------


def test_a_moment_that_comes_hours_late_is_launched(autopilot: Autopilot) -> None:
    autopilot.fleet.clock.advance(timedelta(hours=3) + LATE_AFTER)
    autopilot.moment(NOON)
    [task] = autopilot.launched()
    assert task.state is TaskState.COMPLETED


def test_one_that_is_long_past_fails_with_a_sentence(autopilot: Autopilot) -> None:
    autopilot.fleet.clock.advance(timedelta(hours=3, seconds=1) + LATE_AFTER)
    autopilot.moment(NOON)
    autopilot.moment(NOON)
    [task] = autopilot.launched()
    assert task.state is TaskState.FAILED
    assert task.failure == (
        "Autopilot could not launch it: its moment was 02 March 2026, 12:00 UTC, and it could be "
        "launched only now. Launch it yourself if it is still wanted."
    )
    assert visits(autopilot.fleet) == {}


def test_a_moment_does_not_outlive_the_memory_of_its_launch() -> None:
    assert LATE_AFTER < IDEMPOTENCY


# --- One moment, delivered several times -----------------------------------------------------


def test_a_moment_that_comes_twice_launches_once(autopilot: Autopilot) -> None:
    first = autopilot.moment()
    second = autopilot.moment()
    assert first is not None
    assert second is not None
    assert second.ref == first.ref
    autopilot.fleet.settle()
    # As late as it can come: the scheduler gives up after a day.
    autopilot.fleet.clock.advance(timedelta(hours=23))
    autopilot.moment()
    [task] = autopilot.launched()
    assert visits(autopilot.fleet) == dict.fromkeys(range(4), 1)
    assert task.ref == first.ref


def test_even_when_it_comes_twice_at_once(autopilot: Autopilot) -> None:
    for seed in range(40):
        trial = autopilot.copy()
        refused = interleave(
            trial.fleet.faults, [trial.moment, trial.moment], random.Random(seed).randrange
        )
        assert refused == [None, None]
        assert [task.counts for task in trial.launched()] == [Counts(succeeded=4)]


@pytest.mark.parametrize("fault", [crash_before, crash_after, lose_answer])
@pytest.mark.parametrize("failing", [False, True])
def test_even_when_the_first_one_dies_on_its_way(
    autopilot: Autopilot, fault: Fault, failing: bool
) -> None:
    if failing:
        autopilot.staff.by_login.clear()
    whole = autopilot.copy()
    whole.moment()
    for number in range(len(whole.fleet.faults.calls)):
        trial = autopilot.copy()
        trial.fleet.faults.plan = at(number, fault)
        with suppress(Crash, Transient):
            trial.moment()
        trial.moment()
        end = TaskState.FAILED if failing else TaskState.COMPLETED
        assert [task.state for task in trial.launched()] == [end], number


@pytest.mark.parametrize("crash", [crash_before, crash_after])
def test_or_is_never_delivered_again(autopilot: Autopilot, crash: Fault) -> None:
    whole = autopilot.copy()
    whole.moment()
    for number in whole.fleet.faults.writes:
        trial = autopilot.copy()
        trial.fleet.faults.plan = at(number, crash)
        with suppress(Crash):
            trial.moment()
        recorded = bool(tasks_of(trial.fleet))
        assert [task.counts for task in trial.launched()] == [Counts(succeeded=4)] * recorded


# --- What cannot be launched -----------------------------------------------------------------


def _owner_is_gone(autopilot: Autopilot) -> None:
    autopilot.staff.by_login.clear()


def _owner_may_no_more(autopilot: Autopilot) -> None:
    _become(autopilot, groups=["permits", "autopilot_tasks"])


def _login_is_somebody_elses(autopilot: Autopilot) -> None:
    _become(autopilot, sub="another-ana")


def _owner_went_to_another_account(autopilot: Autopilot) -> None:
    _become(autopilot, account="riverside")


def _become(
    autopilot: Autopilot,
    *,
    account: str = "parkside",
    sub: str = "ana",
    groups: tuple[str, ...] | list[str] = ("owner",),
) -> None:
    now = Caller.of(account=account, sub=sub, name="Ana", groups=groups)
    autopilot.staff.by_login["owner@parkside"] = now


def _params_fit_no_more(autopilot: Autopilot) -> None:
    _rewrite(autopilot, params={"places": "many"})


def _kind_is_no_more(autopilot: Autopilot) -> None:
    _rewrite(autopilot, kind="drawn_lots")


def _permit_is_gone(autopilot: Autopilot) -> None:
    _rewrite(autopilot, kind="permit_billout", params={"permit": "P-9"})


def _rewrite(autopilot: Autopilot, **changes: object) -> None:
    """Change its row, as it may have been written by an earlier release."""
    rows = autopilot.fleet.tables.tasks.rows
    [key] = [key for key in rows if key.sort == f"WORKFLOW#{autopilot.workflow.id}"]
    rows[key] = {**rows[key], **changes}


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (_owner_is_gone, "Ana, in whose name it launches, does not belong to the account any more"),
        (_login_is_somebody_elses, "Ana, in whose name it launches, does not belong"),
        (_owner_went_to_another_account, "Ana, in whose name it launches, does not belong"),
        (_owner_may_no_more, "needs the permission 'classes'"),
        (_params_fit_no_more, "params.places: "),
        (_kind_is_no_more, "there is no kind 'drawn_lots'"),
        (_permit_is_gone, "There is no permit 'P-9'"),
    ],
)
def test_it_is_a_failed_task_that_says_why(
    autopilot: Autopilot, happens: Callable[[Autopilot], None], reason: str
) -> None:
    happens(autopilot)
    autopilot.moment()
    autopilot.moment()
    [task] = autopilot.launched()
    assert task.state is TaskState.FAILED
    assert task.failure is not None
    assert task.failure.startswith("Autopilot could not launch it: ")
    assert reason in task.failure
    assert task.launched_by.via is Via.AUTOPILOT
    assert (task.number, task.title) == (1, "Daily rounds")
    assert task.expires_at == autopilot.fleet.clock.now() + timedelta(days=60)
    [event] = autopilot.fleet.bus.published
    assert (event.type, event.detail["id"]) == ("Task Failed", task.ref.id)
    outcomes = read_outcomes(
        task, wanted=(), limit=9, cursor=None, database=autopilot.fleet.database
    )
    assert (outcomes.outcomes, outcomes.next_cursor) == ([], None)


def test_the_next_moment_launches_again_once_it_is_put_right(autopilot: Autopilot) -> None:
    autopilot.staff.by_login.clear()
    autopilot.moment(NOON)
    autopilot.staff.by_login["owner@parkside"] = ANA
    autopilot.moment(ONE)
    assert [task.state for task in autopilot.launched()] == [
        TaskState.FAILED,
        TaskState.COMPLETED,
    ]


@pytest.mark.parametrize("disabled", [True, False])
def test_a_moment_on_its_way_launches_nothing_once_it_is_deleted_or_disabled(
    autopilot: Autopilot, disabled: bool
) -> None:
    if disabled:
        autopilot.pilot.change(autopilot.workflow.id, replace(ROUNDS, enabled=False))
    else:
        autopilot.pilot.delete(autopilot.workflow.id)
    assert autopilot.moment() is None
    assert autopilot.launched() == []


def test_a_task_that_was_launched_before_goes_on(autopilot: Autopilot) -> None:
    autopilot.moment()
    autopilot.pilot.delete(autopilot.workflow.id)
    assert [task.counts for task in autopilot.launched()] == [Counts(succeeded=4)]


def test_it_launches_in_its_own_account_only(autopilot: Autopilot) -> None:
    assert autopilot.moment(account="riverside") is None
    assert autopilot.launched() == []


def test_it_launches_as_it_stands_at_the_moment(autopilot: Autopilot) -> None:
    autopilot.pilot.change(autopilot.workflow.id, replace(ROUNDS, params={"places": 2}))
    autopilot.moment()
    assert [task.counts for task in autopilot.launched()] == [Counts(succeeded=2)]
