from datetime import timedelta
from functools import partial
from random import Random

import pytest

from legwork.domain.errors import InvalidInput, KeyReused, NotAllowed, NotFound, TooLarge
from legwork.domain.permission import Caller
from legwork.domain.retention import IDEMPOTENCY
from legwork.domain.task import PARAMS_BYTES, TITLE_LENGTH, Task, TaskState
from legwork.ports import PlanMessage
from legwork.testing.faults import at, interrupt
from legwork.testing.fleet import Fleet
from legwork.testing.interleave import interleave
from legwork.testing.invariants import problems, tasks_of
from legwork.testing.owner import Owner
from legwork.usecases.launch_task import Launch, launch_task

ANA = Caller.of(account="parkside", sub="ana", name="Ana", groups=["import"])
BEN = Caller.of(account="parkside", sub="ben", name="Ben", groups=["import"])
ELSEWHERE = Caller.of(account="riverside", sub="ana", name="Ana", groups=["import"])
PERMITS_ONLY = Caller.of(account="parkside", sub="cleo", name="Cleo", groups=["permits"])


@pytest.fixture
def fleet() -> Fleet:
    fleet = Fleet()
    for account in ("parkside", "riverside"):
        header = b"permit,event,facility,starts_at,ends_at,amount_cents\n"
        fleet.bodies.bodies[f"uploads/{account}/UP1"] = header
    return fleet


def launch(
    fleet: Fleet,
    caller: Caller = ANA,
    *,
    kind: str = "import_records",
    upload: str = "UP1",
    key: str = "k",
    fingerprint: str = "f",
) -> Task:
    params = {"entity": "reservations", "upload_id": upload}
    return launch_task(
        Launch(kind=kind, params=params, key=key, fingerprint=fingerprint),
        caller=caller,
        database=fleet.database,
        files=fleet.files,
        queues=fleet.queues,
        clock=fleet.clock,
        ids=fleet.ids,
    )


def test_a_task_is_recorded_and_its_planning_queued(fleet: Fleet) -> None:
    task = launch(fleet)
    assert task.state is TaskState.QUEUED
    assert (task.number, task.title) == (1, "Import reservations")
    assert (task.launched_by.id, task.launched_by.name) == ("ana", "Ana")
    assert task == fleet.task(task.ref).evolve(moved_at=None)
    assert [one.message for one in fleet.inbox.waiting] == [PlanMessage(task.ref)]


def test_numbers_count_per_account(fleet: Fleet) -> None:
    assert [launch(fleet, key=key).number for key in "abc"] == [1, 2, 3]
    assert launch(fleet, ELSEWHERE).number == 1


@pytest.mark.parametrize(
    ("caller", "kind", "upload", "refusal"),
    [
        (PERMITS_ONLY, "import_records", "UP1", NotAllowed),
        (ANA, "import_recrods", "UP1", InvalidInput),
        (ANA, "import_records", "UP2", InvalidInput),
    ],
)
def test_what_is_refused_leaves_nothing(
    fleet: Fleet, caller: Caller, kind: str, upload: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        launch(fleet, caller, kind=kind, upload=upload)
    assert not fleet.tables.tasks.rows
    assert not fleet.inbox.waiting


def test_the_same_call_again_is_the_same_task(fleet: Fleet) -> None:
    task = launch(fleet)
    assert launch(fleet).ref == task.ref
    fleet.settle()
    again = launch(fleet)
    assert (again.ref, again.state) == (task.ref, TaskState.COMPLETED)
    assert not fleet.inbox.waiting
    assert len(tasks_of(fleet)) == 1


def test_a_key_is_good_for_one_request(fleet: Fleet) -> None:
    launch(fleet)
    with pytest.raises(KeyReused):
        launch(fleet, fingerprint="other")


def test_a_key_is_a_callers_own(fleet: Fleet) -> None:
    refs = {launch(fleet, caller).ref for caller in (ANA, BEN, ELSEWHERE)}
    assert len(refs) == 3


def test_a_key_is_forgotten_after_a_day(fleet: Fleet) -> None:
    first = launch(fleet)
    fleet.clock.advance(IDEMPOTENCY - timedelta(seconds=1))
    assert launch(fleet).ref == first.ref
    fleet.clock.advance(timedelta(seconds=1))
    assert launch(fleet, fingerprint="other").ref != first.ref


@pytest.mark.parametrize("purged", [True, False])
def test_a_key_whose_task_was_deleted_says_so(fleet: Fleet, purged: bool) -> None:
    task = launch(fleet)
    fleet.settle()
    Owner(fleet).delete(fleet.task(task.ref))
    if purged:
        fleet.settle(purging=True)
    with pytest.raises(NotFound, match="gone"):
        launch(fleet)
    assert not [one for one in tasks_of(fleet) if not one.is_gone(fleet.clock.now())]


def test_the_same_call_in_the_middle_of_itself_is_one_task(fleet: Fleet) -> None:
    for number in range(12):
        trial = Fleet(like=fleet)
        found: list[Task] = []

        def again(trial: Fleet = trial, found: list[Task] = found) -> None:
            found.append(launch(trial))

        trial.faults.plan = at(number, interrupt(again))
        again()
        assert len({task.ref for task in found}) == 1
        trial.settle()
        assert len(tasks_of(trial)) == 1
        assert problems(trial) == []


def test_equal_calls_side_by_side_are_one_task(fleet: Fleet) -> None:
    for seed in range(20):
        trial = Fleet(like=fleet)
        calls = [partial(launch, trial)] * 4
        assert interleave(trial.faults, calls, Random(seed).randrange) == [None] * 4
        trial.settle()
        assert len(tasks_of(trial)) == 1
        assert problems(trial) == []


def test_parameters_that_no_row_has_room_for_are_refused_before_anything_is_written() -> None:
    fleet = Fleet()
    with pytest.raises(TooLarge, match="190 KB"):
        launch(fleet, upload="x" * PARAMS_BYTES)
    assert tasks_of(fleet) == []


def test_a_parameter_that_no_row_can_hold_is_bad_input() -> None:
    fleet = Fleet()
    with pytest.raises(InvalidInput, match="half a character"):
        launch(fleet, upload="a\ud800")
    assert tasks_of(fleet) == []


def test_a_title_is_cut_to_its_length(fleet: Fleet) -> None:
    task = Owner(fleet).launch(
        "import_records", {"entity": "reservations", "upload_id": "UP1"}, key="k"
    )
    launched = launch_task(
        Launch(
            kind="import_records",
            params=task.params,
            key="k2",
            fingerprint="f",
            title="t" * 5_000,
        ),
        caller=ANA,
        database=fleet.database,
        files=fleet.files,
        queues=fleet.queues,
        clock=fleet.clock,
        ids=fleet.ids,
    )
    assert len(launched.title) == TITLE_LENGTH


@pytest.mark.parametrize("key", ["é" * 401, "😀" * 255, "a\ud800", ""])
def test_a_key_under_which_no_row_can_be_kept_is_bad_input(fleet: Fleet, key: str) -> None:
    with pytest.raises(InvalidInput, match="Idempotency-Key"):
        launch(fleet, key=key)
    assert tasks_of(fleet) == []


def test_the_longest_key_fits(fleet: Fleet) -> None:
    assert launch(fleet, key="é" * 255).ref == launch(fleet, key="é" * 255).ref
