"""Tasks that take months: their rows are there when they end, and as long as they stay then."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

import pytest

from legwork.domain.effect import Item, Key
from legwork.domain.errors import Throttled
from legwork.domain.outcome import Counts, Outcome
from legwork.domain.retention import RENEWAL
from legwork.domain.task import Task, TaskState
from legwork.store import keys
from legwork.testing.faults import at, refuse
from legwork.testing.fleet import Fleet
from legwork.testing.invariants import problems
from legwork.testing.owner import Owner
from legwork.usecases import renew_rows as renewing
from tests.unit.usecases.rounds import go, introduce, places_of, visits, work_until

PLACES = 60
DAY = timedelta(days=1)
STAYS = timedelta(days=60)


@pytest.fixture(autouse=True)
def rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    introduce(monkeypatch)


@pytest.fixture
def fleet() -> Iterator[Fleet]:
    fleet = Fleet()
    yield fleet
    assert fleet.surprises == []


def at_work(fleet: Fleet) -> Task:
    """Planned, with a batch done."""
    task = go(Owner(fleet), PLACES)
    work_until(fleet, lambda: visits(fleet))
    return fleet.task(task.ref)


def rows_of(fleet: Fleet, task: Task) -> dict[Key, Item]:
    rows = fleet.tables.tasks.rows.items()
    return {key: row for key, row in rows if key.partition.startswith(f"TASK#{task.ref.id}#")}


def first_to_go(fleet: Fleet, task: Task) -> datetime:
    epoch = min(row["expires_at"] for row in rows_of(fleet, task).values())
    return datetime.fromtimestamp(epoch, fleet.clock.now().tzinfo)


def sweep(fleet: Fleet) -> None:
    """What the table does with rows whose time is over."""
    table, now = fleet.tables.tasks, int(fleet.clock.now().timestamp())
    table.delete_many([k for k, row in table.rows.items() if row.get("expires_at", now) < now])


def days(fleet: Fleet, number: int) -> None:
    """Let days pass in which nothing happens but a look at the tasks now and then."""
    for _ in range(number):
        fleet.clock.advance(DAY)
        # A token a day would finish it: there is no worker.
        fleet.lose_messages()
        fleet.watch()
        fleet.lose_messages()
        sweep(fleet)


@pytest.mark.parametrize("wait", [1, 14, 16, 29, 31, 59, 100, 200, 400])
def test_however_long_it_takes_its_rows_stay_as_long_as_itself(fleet: Fleet, wait: int) -> None:
    task = at_work(fleet)
    days(fleet, wait)
    assert first_to_go(fleet, task) >= fleet.clock.now() + STAYS
    fleet.settle()
    task = fleet.task(task.ref)
    assert task.counts == Counts(succeeded=PLACES)
    assert problems(fleet) == []
    fleet.clock.advance(STAYS - timedelta(hours=1))
    sweep(fleet)
    assert places_of(fleet, task) == list(range(PLACES))


@pytest.mark.parametrize("pace", [1, 3, 7, 11, 15])
def test_so_do_those_that_are_written_on_the_way(fleet: Fleet, pace: int) -> None:
    """A batch is done every so many days."""
    task = at_work(fleet)
    day = 0
    while not fleet.task(task.ref).state.ended:
        assert first_to_go(fleet, task) >= fleet.clock.now() + STAYS
        fleet.watch()
        if day % pace == 0:
            fleet.step(purging=False)
        fleet.lose_messages()
        fleet.clock.advance(DAY)
        sweep(fleet)
        day += 1


@pytest.mark.parametrize("wait", [40, 100])
def test_so_do_those_of_one_that_waits_before_it_is_planned(fleet: Fleet, wait: int) -> None:
    task = go(Owner(fleet), PLACES)
    days(fleet, wait)
    fleet.settle()
    assert fleet.task(task.ref).counts == Counts(succeeded=PLACES)
    assert first_to_go(fleet, fleet.task(task.ref)) >= fleet.clock.now() + STAYS


def test_and_of_one_that_is_cancelled_in_the_end(fleet: Fleet) -> None:
    task = at_work(fleet)
    days(fleet, 100)
    cancelled = Owner(fleet).cancel(task.ref)
    assert cancelled.counts.done + len(places_of(fleet, task, Outcome.NOT_ATTEMPTED)) == PLACES


def test_a_task_of_the_usual_length_is_left_alone(fleet: Fleet) -> None:
    task = at_work(fleet)
    before = rows_of(fleet, task)
    days(fleet, RENEWAL.days - 1)
    assert {key: row["expires_at"] for key, row in rows_of(fleet, task).items()} == {
        key: row["expires_at"] for key, row in before.items()
    }


def test_rows_are_renewed_once_in_a_while_and_not_every_minute(fleet: Fleet) -> None:
    task = at_work(fleet)
    days(fleet, RENEWAL.days + 1)
    renewed = {key: row["expires_at"] for key, row in rows_of(fleet, task).items()}
    days(fleet, RENEWAL.days - 1)
    assert {key: row["expires_at"] for key, row in rows_of(fleet, task).items()} == renewed


def test_nothing_but_their_time_changes(fleet: Fleet) -> None:
    task = at_work(fleet)
    before = rows_of(fleet, task)
    days(fleet, RENEWAL.days + 1)
    after = rows_of(fleet, task)
    lane = keys.LANE_SORT
    assert {key: {**row, "expires_at": 0} for key, row in after.items() if key.sort != lane} == {
        key: {**row, "expires_at": 0} for key, row in before.items() if key.sort != lane
    }


def test_it_is_done_bit_by_bit(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renewing, "ROWS_AT_ONCE", 4)
    task = at_work(fleet)
    fleet.clock.advance(RENEWAL + DAY)
    rows = len(rows_of(fleet, task))
    changed = []
    for _ in range(rows):
        before = rows_of(fleet, task)
        fleet.watch()
        after = rows_of(fleet, task)
        changed.append(sum(before[k]["expires_at"] != after[k]["expires_at"] for k in after))
    # And the lanes' own rows, which tell that theirs are done.
    assert max(changed) <= 4 + len(task.lanes)
    assert sum(changed) == rows
    assert first_to_go(fleet, task) == fleet.clock.now() + STAYS + 2 * RENEWAL


def test_a_go_that_is_cut_short_is_carried_on(fleet: Fleet) -> None:
    task = at_work(fleet)
    fleet.lose_messages()
    fleet.clock.advance(RENEWAL + DAY)
    whole = Fleet(like=fleet)
    whole.watch()
    for call in whole.faults.calls:
        trial = Fleet(like=fleet)
        trial.faults.plan = at(call.number, refuse(Throttled))
        # The first calls are those that find the task: without them, the whole go fails.
        with suppress(Throttled):
            trial.watch()
        trial.watch()
        assert first_to_go(trial, task) == trial.clock.now() + STAYS + 2 * RENEWAL, call


def test_a_task_that_cannot_be_pushed_on_keeps_its_rows_all_the_same(fleet: Fleet) -> None:
    """What it has to be pushed on by fails for months: it must still be there when that ends."""
    task = at_work(fleet)
    fleet.faults.plan = lambda call: refuse(Throttled) if call.name == "queues.run" else None
    days(fleet, 100)
    fleet.faults.plan = lambda _call: None
    fleet.settle()
    assert fleet.task(task.ref).state is TaskState.COMPLETED
    assert problems(fleet) == []
