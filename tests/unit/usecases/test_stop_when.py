"""A task that pauses itself: at so many errors, or at such a share of what was worked on."""

from collections.abc import Mapping
from typing import Any

import pytest

from legwork.domain.outcome import Counts
from legwork.domain.stop_when import StopWhen
from legwork.domain.task import Status, Task, TaskState
from legwork.store import lanes, notifications, thresholds
from legwork.testing.faults import Fault, at, crash_after, crash_before
from legwork.testing.fleet import Fleet
from legwork.testing.interleave import interleave
from legwork.testing.invariants import problems, tasks_of
from legwork.testing.owner import Owner
from legwork.testing.world import Settings
from tests.faults.park import ROOM, file_of, row, set_room
from tests.faults.side_by_side import choices, take

LANES = 4
FIELDS = tuple(f"Field {number}" for number in range(12))


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    set_room(monkeypatch, **ROOM)


def bad(number: int) -> str:
    """A row that cannot be imported."""
    return row(FIELDS[number % len(FIELDS)], "08:00", "07:00", permit=f"P-{number}", cents=1)


def good(number: int) -> str:
    return row(FIELDS[number % len(FIELDS)], "08:00", "09:00", permit=f"P-{number}", cents=1)


def launched(rows: list[str], stop_when: Mapping[str, Any] | None) -> Fleet:
    """An import of these rows that pauses itself so."""
    fleet = Fleet(Settings(lanes_max=LANES))
    owner = Owner(fleet)
    owner.upload("UP1", file_of(rows))
    if stop_when:
        thresholds.put_default(fleet.tables, "parkside", StopWhen(**stop_when), None)
    owner.launch("import_records", {"entity": "reservations", "upload_id": "UP1"}, key="1")
    return fleet


def the(fleet: Fleet) -> Task:
    [task] = tasks_of(fleet)
    return task


def counts(fleet: Fleet) -> Counts:
    found = lanes.load_all(fleet.tables, the(fleet))
    return sum((lane.counts for lane in found), Counts())


def work_off(fleet: Fleet) -> None:
    """Whatever there is to do; a task that is paused stays so."""
    for _ in range(4):
        while fleet.step():
            pass
        fleet.pass_time()


@pytest.mark.parametrize(
    ("stop_when", "counted", "crosses"),
    [
        (StopWhen(errors=3), Counts(succeeded=900, errors=2), False),
        (StopWhen(errors=3), Counts(errors=3), True),
        (StopWhen(errors=3), Counts(errors=3).__add__(Counts(warnings=5)), True),
        (StopWhen(error_percent=10), Counts(succeeded=44, errors=5), False),
        (StopWhen(error_percent=10), Counts(errors=49), False),
        (StopWhen(error_percent=10), Counts(succeeded=45, errors=5), True),
        (StopWhen(error_percent=10), Counts(succeeded=46, errors=5), False),
        (StopWhen(error_percent=100), Counts(errors=50), True),
        (StopWhen(errors=3, errors_before=3, done_before=9), Counts(errors=5), False),
        (StopWhen(errors=3, errors_before=3, done_before=9), Counts(errors=6), True),
        (StopWhen(error_percent=10, done_before=9), Counts(succeeded=53, errors=5), False),
        (StopWhen(error_percent=10, done_before=9), Counts(succeeded=54, errors=6), True),
    ],
)
def test_the_threshold(stop_when: StopWhen, counted: Counts, crosses: bool) -> None:
    assert (stop_when.crossed(counted) is not None) is crosses
    assert StopWhen.from_value(stop_when.to_value()) == stop_when


def test_the_task_pauses_itself_and_says_why() -> None:
    fleet = launched([bad(number) for number in range(24)], {"errors": 5})
    work_off(fleet)
    task = the(fleet)
    assert task.state is TaskState.PAUSED
    assert task.pause is not None
    assert task.pause.by is None
    assert task.pause.reason is not None
    assert task.pause.reason.endswith("targets have ended in errors; it stops at 5.")
    assert told(fleet) == [Status.PAUSED]


def told(fleet: Fleet) -> list[Status]:
    """What whoever launched it was notified of."""
    found = notifications.from_newest(
        fleet.tables, "parkside", the(fleet).launched_by.id, before=None, limit=9
    )
    return [one.task.status for _, one in found if one is not None and one.task is not None]


@pytest.mark.parametrize("seed", range(20))
def test_at_most_one_batch_a_lane_beyond_it(seed: int) -> None:
    fleet = launched([bad(number) for number in range(36)], {"errors": 6})
    largest = 0
    while messages := take(fleet):
        interleave(fleet.faults, messages, choices(seed))
        ledger = [row for key, row in fleet.tables.tasks.rows.items() if "LEDGER#" in key.sort]
        largest = max([largest, *(len(row["outcomes"]) for row in ledger)])
    assert the(fleet).state is TaskState.PAUSED
    assert 6 <= counts(fleet).errors <= 5 + largest * LANES


@pytest.mark.parametrize("crash", [crash_before, crash_after])
def test_whoever_crossed_it_may_die_before_the_pause(crash: Fault) -> None:
    calm = launched([bad(number) for number in range(24)], {"errors": 5})
    work_off(calm)
    for number in calm.faults.writes:
        fleet = launched([bad(number) for number in range(24)], {"errors": 5})
        fleet.faults.plan = at(number, crash)
        work_off(fleet)
        assert the(fleet).state is TaskState.PAUSED
        assert counts(fleet).errors < 24


def test_resumed_without_a_threshold_it_goes_on_to_its_end() -> None:
    fleet = launched([bad(number) for number in range(24)], {"errors": 5})
    work_off(fleet)
    Owner(fleet).resume(the(fleet).ref, keep_threshold=False)
    fleet.settle()
    assert (the(fleet).state, the(fleet).counts.errors) == (TaskState.COMPLETED, 24)
    assert told(fleet) == [Status.ERRORS]
    assert problems(fleet) == []


def test_resumed_with_its_threshold_it_counts_anew() -> None:
    fleet = launched([bad(number) for number in range(36)], {"errors": 5})
    work_off(fleet)
    first = counts(fleet).errors
    Owner(fleet).resume(the(fleet).ref)
    work_off(fleet)
    assert the(fleet).state is TaskState.PAUSED
    assert counts(fleet).errors >= first + 5
    pause = the(fleet).pause
    assert pause is not None
    assert "since it was resumed" in (pause.reason or "")


def test_one_that_is_not_crossed_changes_nothing() -> None:
    fleet = launched([good(number) for number in range(12)], {"errors": 1})
    fleet.settle()
    assert (the(fleet).state, the(fleet).counts.errors) == (TaskState.COMPLETED, 0)


def test_a_task_of_which_all_is_done_is_not_paused() -> None:
    fleet = launched([bad(0)], {"errors": 1})
    fleet.settle()
    assert (the(fleet).state, the(fleet).counts.errors) == (TaskState.COMPLETED, 1)
