"""How long ended tasks stay: to the second for their readers, and really gone from the tables."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TypeAlias

import pytest

from legwork.domain.effect import Item, Key
from legwork.domain.errors import NotFound, WrongState
from legwork.domain.retention import UNLISTED, Retention
from legwork.domain.task import Task, TaskRef, TaskState
from legwork.ports import PurgeMessage
from legwork.store.files import report_key, upload_key
from legwork.testing.faults import Crash, at, crash_after
from legwork.testing.fleet import Fleet
from legwork.testing.owner import Owner
from legwork.testing.world import Settings
from legwork.trade.permits.usecases.save_permit import PermitSave
from legwork.usecases.list_tasks import TaskFilter, list_tasks
from legwork.usecases.read_task import find_task
from tests.unit.usecases.rounds import go, introduce, visits, work_until

Make: TypeAlias = Callable[[Fleet], Task]
SECOND = timedelta(seconds=1)
DAYS = timedelta(days=60)
MINUTES = timedelta(minutes=10)


@pytest.fixture(autouse=True)
def rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    introduce(monkeypatch)


@pytest.fixture
def fleet() -> Iterator[Fleet]:
    fleet = Fleet()
    yield fleet
    assert fleet.surprises == []


def completed(fleet: Fleet) -> Task:
    task = go(Owner(fleet))
    fleet.settle()
    return fleet.task(task.ref)


def empty(fleet: Fleet) -> Task:
    task = go(Owner(fleet), 0)
    fleet.settle()
    return fleet.task(task.ref)


def failed(fleet: Fleet) -> Task:
    """Its file went away before it was planned."""
    owner = Owner(fleet)
    owner.upload("UP1", b"permit,event,facility,starts_at,ends_at,amount_cents\n")
    params = {"entity": "reservations", "upload_id": "UP1"}
    task = owner.launch("import_records", params, key="first")
    # In the place where the launch has put it, to be kept.
    fleet.bodies.bodies[upload_key("parkside", "UP1")] = b"no header\n"
    fleet.settle()
    return fleet.task(task.ref)


def cancelled(fleet: Fleet) -> Task:
    """Cancelled half way, some seconds before its gates were shut."""
    task = go(Owner(fleet))
    work_until(fleet, lambda: len(visits(fleet)) >= 4)
    return Owner(fleet).cancel(task.ref)


ENDS = {
    TaskState.COMPLETED: (completed, DAYS),
    TaskState.FAILED: (failed, DAYS),
    TaskState.CANCELLED: (cancelled, MINUTES),
}
EVERY_END = pytest.mark.parametrize("state", ENDS)


def ended(fleet: Fleet, state: TaskState) -> tuple[Task, datetime]:
    """A task that ended so, and when it is to go."""
    make, stays = ENDS[state]
    task = make(fleet)
    assert task.state is state
    return task, fleet.clock.now() + stays


def seen(fleet: Fleet, ref: TaskRef) -> list[bool]:
    """Whether its owner finds it by its id, and in the list."""
    caller = Owner(fleet).caller
    page = list_tasks(
        TaskFilter(), caller=caller, limit=9, cursor=None, database=fleet.tables, clock=fleet.clock
    )
    try:
        find_task(ref.id, caller=caller, database=fleet.tables, clock=fleet.clock)
    except NotFound:
        return [False, bool(page.readings)]
    return [True, bool(page.readings)]


def rows_of(fleet: Fleet, ref: TaskRef) -> dict[Key, Item]:
    """Every row that names the task in its key: its own, and its notification."""
    rows = fleet.tables.tasks.rows.items()
    return {key: row for key, row in rows if ref.id in f"{key.partition} {key.sort}"}


# --- For its readers -------------------------------------------------------------------------


@EVERY_END
def test_it_disappears_at_the_second(fleet: Fleet, state: TaskState) -> None:
    task, end = ended(fleet, state)
    assert task.expires_at == end
    fleet.clock.advance(end - fleet.clock.now() - SECOND)
    assert seen(fleet, task.ref) == [True, True]
    fleet.clock.advance(SECOND)
    assert seen(fleet, task.ref) == [False, False]
    # The rows may be there still: nobody waits for the sweep of the table.
    assert rows_of(fleet, task.ref)


@EVERY_END
def test_deleted_it_disappears_at_once(fleet: Fleet, state: TaskState) -> None:
    task, _end = ended(fleet, state)
    Owner(fleet).delete(task)
    assert seen(fleet, task.ref) == [False, False]


def test_what_has_not_ended_stays_however_long_it_takes(fleet: Fleet) -> None:
    task = go(Owner(fleet))
    fleet.clock.advance(timedelta(days=400))
    assert seen(fleet, task.ref) == [True, True]
    with pytest.raises(WrongState):
        Owner(fleet).delete(task)


def test_the_ten_minutes_begin_with_the_cancel_and_not_with_its_end(fleet: Fleet) -> None:
    """The call died on its way: the watchdog ended what the call had begun."""
    task = go(Owner(fleet))
    work_until(fleet, lambda: fleet.task(task.ref).lanes)
    begun, calls = fleet.clock.now(), len(fleet.faults.calls)
    fleet.faults.plan = at(calls + 1, crash_after)
    with pytest.raises(Crash):
        Owner(fleet).cancel(task.ref)
    assert fleet.task(task.ref).state is TaskState.CANCELLING
    fleet.settle()
    late = fleet.task(task.ref)
    assert late.state is TaskState.CANCELLED
    assert late.ended_at is not None
    assert late.ended_at > begun
    assert late.expires_at == begun + MINUTES


# --- In the tables ---------------------------------------------------------------------------


@pytest.mark.parametrize("make", [completed, cancelled, failed, empty])
def test_every_row_of_an_ended_task_says_when_it_goes_and_none_goes_before_it(
    fleet: Fleet, make: Make
) -> None:
    task = make(fleet)
    fleet.settle()
    assert task.expires_at is not None
    epoch = int(task.expires_at.timestamp())
    found = rows_of(fleet, task.ref)
    assert len(found) >= 1 + 2 * len(task.lanes)
    assert {key: row for key, row in found.items() if row.get("expires_at", 0) < epoch} == {}


def test_a_task_within_its_call_goes_with_the_memory_of_that_call(fleet: Fleet) -> None:
    game = {"facility": "F", "starts_at": "2030-01-07T08:00", "ends_at": "2030-01-07T09:00"}
    save = PermitSave(permit="P-1", holder="H-1", reservations=[{**game, "amount_cents": 1}])
    task = Owner(fleet).save(save, key="now")
    assert task.expires_at == fleet.clock.now() + UNLISTED
    epoch = int(task.expires_at.timestamp())
    assert all(row["expires_at"] >= epoch for row in rows_of(fleet, task.ref).values())


def test_a_cancelled_one_is_gone_ten_minutes_later(fleet: Fleet) -> None:
    task, end = ended(fleet, TaskState.CANCELLED)
    fleet.bodies.bodies[report_key(task.ref, "outcomes.csv")] = b"target\r\n"
    [purge] = [one for one in fleet.inbox.waiting if isinstance(one.message, PurgeMessage)]
    assert purge.due == end
    fleet.settle(purging=True)
    assert fleet.clock.now() == end
    assert [key.sort for key in rows_of(fleet, task.ref)] == [f"NOTIFICATION#{task.ref.id}"]
    assert fleet.bodies.bodies == {}


def test_a_purge_that_comes_early_waits_for_its_time(fleet: Fleet) -> None:
    task, end = ended(fleet, TaskState.CANCELLED)
    before = rows_of(fleet, task.ref)
    fleet.clock.advance(timedelta(minutes=3))
    fleet.handle(PurgeMessage(task.ref))
    assert rows_of(fleet, task.ref) == before
    assert {one.due for one in fleet.inbox.waiting if _is_purge(one.message)} == {end}
    fleet.settle(purging=True)
    assert [key.sort for key in rows_of(fleet, task.ref)] == [f"NOTIFICATION#{task.ref.id}"]


def test_a_wait_that_no_queue_can_hold_is_waited_for_in_parts() -> None:
    fleet = Fleet(Settings(retention=Retention(cancelled=timedelta(minutes=50))))
    task = cancelled(fleet)
    end = fleet.clock.now() + timedelta(minutes=50)
    fleet.settle(purging=True)
    assert fleet.clock.now() == end
    assert [key.sort for key in rows_of(fleet, task.ref)] == [f"NOTIFICATION#{task.ref.id}"]


@pytest.mark.parametrize("make", [completed, failed, empty])
def test_a_deleted_one_is_gone_at_once(fleet: Fleet, make: Make) -> None:
    task = make(fleet)
    then = fleet.clock.now()
    fleet.bodies.bodies[report_key(task.ref, "outcomes.csv")] = b"target\r\n"
    Owner(fleet).delete(task)
    fleet.settle(purging=True)
    assert fleet.clock.now() == then
    assert rows_of(fleet, task.ref) == {}
    assert not any(key.startswith("reports/") for key in fleet.bodies.bodies)


def test_nothing_but_the_task_goes(fleet: Fleet) -> None:
    stays = go(Owner(fleet), key="another")
    fleet.settle()
    before = rows_of(fleet, stays.ref)
    Owner(fleet).delete(completed(fleet))
    fleet.settle(purging=True)
    assert rows_of(fleet, stays.ref) == before
    assert visits(fleet)


def _is_purge(message: object) -> bool:
    return isinstance(message, PurgeMessage)
