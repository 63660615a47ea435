"""An end is announced, whoever dies on the way, and never once its task was deleted."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from legwork.domain.effect import Key
from legwork.domain.errors import Conflicted, Throttled
from legwork.domain.task import Task, TaskState
from legwork.store import keys, tasks
from legwork.store.notifications import removal
from legwork.testing.faults import (
    Fault,
    crash_after,
    crash_before,
    interrupt,
    lose_answer,
    refuse,
    send_again,
)
from legwork.testing.fleet import Fleet
from legwork.testing.interleave import interleave
from tests.faults.side_by_side import InTurn
from tests.faults.trial import Trial

CALLS = ("tasks.query", "tasks.get", "events.publish", "transact")
"""What announcing an end calls: those who wait for a turn, the task, the bus, the mark."""
FAULTS = [
    crash_before,
    crash_after,
    lose_answer,
    send_again,
    refuse(Throttled),
    refuse(Conflicted),
]
MINUTE = timedelta(minutes=1)
LATE = timedelta(minutes=3)


def ended(*, cancelled: bool = False) -> tuple[Trial, Task]:
    """A task that has ended; the record of the stream is on its way."""
    trial = Trial("bill-out")
    task = trial.launch()
    assert task
    while not cancelled and not trial.fleet.task(task.ref).state.ended:
        trial.steps(1)
    if cancelled:
        trial.steps(3)
        trial.owner.cancel(task.ref)
    assert len(trial.fleet.stream) == 1
    return trial, trial.fleet.task(task.ref)


def told(fleet: Fleet, task: Task) -> tuple[int, int]:
    """Events and notifications."""
    events = [event for event in fleet.bus.published if event.detail["id"] == task.ref.id]
    return len(events), int(removal(task).key in fleet.tables.tasks.rows)


def is_active(fleet: Fleet, task: Task) -> bool:
    return task.ref in tasks.active(fleet.tables)


def row_of(fleet: Fleet, task: Task) -> dict[str, Any]:
    return dict(fleet.tables.tasks.rows[keys.task(task.ref)])


def lost(trial: Trial) -> None:
    """Whoever announces has given up: the record is in the dead-letter queue."""
    trial.fleet.stream.clear()


def by_the_stream(trial: Trial) -> Callable[[], object]:
    return partial(trial.fleet.announce, trial.fleet.stream[0])


def by_the_watchdog(trial: Trial) -> Callable[[], object]:
    return trial.fleet.watch


def test_an_end_is_to_be_announced_until_it_is() -> None:
    trial, task = ended()
    assert task.unannounced
    assert is_active(trial.fleet, task)
    trial.fleet.settle()
    assert told(trial.fleet, task) == (1, 1)
    assert not trial.fleet.task(task.ref).unannounced
    assert not is_active(trial.fleet, task)
    trial.check()


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("call", range(len(CALLS)))
@pytest.mark.parametrize("stream", [True, False])
def test_whatever_strikes_there_is_one_notification(call: int, fault: Fault, stream: bool) -> None:
    trial, task = ended()
    if not stream:
        lost(trial)
        trial.fleet.clock.advance(LATE)
        # The watchdog looks through its indexes first.
        call += keys.ACTIVE_SHARDS * 2
    first = len(trial.fleet.faults.calls)
    trial.strike(first + call, fault)
    trial.fleet.settle()
    events, notifications = told(trial.fleet, task)
    assert (notifications, trial.fleet.task(task.ref).unannounced) == (1, False)
    assert 1 <= events <= 2
    trial.check()


def test_the_calls_are_those() -> None:
    trial, _ = ended()
    first = len(trial.fleet.faults.calls)
    by_the_stream(trial)()
    assert tuple(call.name for call in trial.fleet.faults.calls[first:]) == CALLS


def test_what_the_stream_has_lost_the_watchdog_announces() -> None:
    trial, task = ended()
    lost(trial)
    trial.fleet.clock.advance(trial.fleet.settings.stalled_after - MINUTE)
    trial.fleet.watch()
    assert told(trial.fleet, task) == (0, 0)
    trial.fleet.clock.advance(MINUTE)
    trial.fleet.watch()
    assert told(trial.fleet, task) == (1, 1)
    trial.fleet.watch()
    assert told(trial.fleet, task) == (1, 1)


@pytest.mark.parametrize("cancelled", [True, False])
def test_a_record_that_comes_again_brings_nothing(cancelled: bool) -> None:
    trial, task = ended(cancelled=cancelled)
    for _ in range(3):
        by_the_stream(trial)()
    assert told(trial.fleet, task) == (1, 1)


# --- Deleted -----------------------------------------------------------------------------------


@pytest.mark.parametrize("purged", [True, False])
@pytest.mark.parametrize("announce", [by_the_stream, by_the_watchdog])
def test_a_late_announcement_of_a_deleted_task_does_not_come(
    announce: Callable[[Trial], Callable[[], object]], purged: bool
) -> None:
    trial, task = ended()
    trial.owner.delete(task)
    if purged:
        trial.purge()
        assert keys.task(task.ref) not in trial.fleet.tables.tasks.rows
    trial.fleet.clock.advance(LATE)
    announce(trial)()
    assert told(trial.fleet, task) == (0, 0)


@pytest.mark.parametrize("call", range(len(CALLS)))
def test_a_delete_that_comes_in_between_leaves_no_notification(call: int) -> None:
    trial, task = ended()
    first = len(trial.fleet.faults.calls)
    trial.strike(first + call, interrupt(lambda: trial.owner.delete(task)))
    by_the_stream(trial)()
    events, notifications = told(trial.fleet, task)
    # Who has read the task before it was deleted may bring the event.
    assert (events, notifications) == (CALLS[call] not in {"tasks.query", "tasks.get"}, 0)
    trial.fleet.settle(purging=True)
    assert told(trial.fleet, task) == (events, 0)


def test_a_second_delete_brings_nothing_back() -> None:
    """Both have read the task before; the watch of the second one is ahead."""
    trial, task = ended()
    trial.owner.delete(task)
    gone_at = trial.fleet.task(task.ref).expires_at
    trial.fleet.clock.advance(MINUTE)
    trial.owner.delete(task)
    assert trial.fleet.task(task.ref).expires_at == gone_at


@pytest.mark.parametrize("fault", FAULTS)
def test_a_delete_that_dies_is_made_or_not(fault: Fault) -> None:
    trial, task = ended()
    trial.fleet.settle()
    trial.strike(len(trial.fleet.faults.calls), fault)
    _survive(trial, task)
    gone = trial.fleet.task(task.ref).is_gone(trial.fleet.clock.now())
    assert told(trial.fleet, task) == (1, 0 if gone else 1)
    trial.fleet.clock.advance(LATE)
    trial.fleet.watch()
    trial.purge()
    assert (keys.task(task.ref) in trial.fleet.tables.tasks.rows) is not gone


def _survive(trial: Trial, task: Task) -> None:
    assert interleave(trial.fleet.faults, [lambda: trial.owner.delete(task)], lambda _: 0)


# --- Side by side ------------------------------------------------------------------------------


@pytest.mark.parametrize("second", range(len(CALLS) + 1))
@pytest.mark.parametrize("first", range(len(CALLS) + 1))
def test_two_who_announce_it_notify_once(first: int, second: int) -> None:
    trial, task = ended()
    both = [by_the_stream(trial), by_the_stream(trial)]
    assert not any(interleave(trial.fleet.faults, both, InTurn(first, second)))
    events, notifications = told(trial.fleet, task)
    assert (notifications, trial.fleet.task(task.ref).unannounced) == (1, False)
    assert 1 <= events <= 2
    published = trial.fleet.bus.published
    assert all(event == published[0] for event in published)


@pytest.mark.parametrize("second", range(3))
@pytest.mark.parametrize("first", range(len(CALLS) + 1))
def test_a_delete_side_by_side_leaves_no_notification(first: int, second: int) -> None:
    trial, task = ended()
    both = [by_the_stream(trial), lambda: trial.owner.delete(task)]
    assert not any(interleave(trial.fleet.faults, both, InTurn(first, second)))
    assert told(trial.fleet, task)[1] == 0


# --- Cancelled ---------------------------------------------------------------------------------


def test_a_cancelled_task_is_purged_after_its_end_is_announced() -> None:
    trial, task = ended(cancelled=True)
    lost(trial)
    trial.fleet.clock.advance(trial.fleet.settings.retention.cancelled)
    trial.purge()
    assert keys.task(task.ref) in trial.fleet.tables.tasks.rows
    trial.fleet.settle(purging=True)
    assert told(trial.fleet, task) == (1, 1)
    assert keys.task(task.ref) in trial.fleet.tables.tasks.rows
    for _ in range(3):
        trial.fleet.clock.advance(MINUTE)
        trial.fleet.watch()
    trial.purge()
    assert keys.task(task.ref) not in trial.fleet.tables.tasks.rows


# --- What the last release left ----------------------------------------------------------------


def of_the_last_release(trial: Trial, task: Task, *, active: bool = False) -> Task:
    """The row as it wrote it: no mark, one time of expiry for readers and for the table."""
    row = row_of(trial.fleet, task)
    del row["unannounced"]
    row["expires_at"] = row.pop("gone_at")
    if not active:
        del row["active_key"]
    trial.fleet.tables.tasks.rows[keys.task(task.ref)] = row
    trial.fleet.stream[0] = found = trial.fleet.task(task.ref)
    assert not found.unannounced
    return found


@pytest.mark.parametrize("active", [True, False])
def test_what_the_last_release_ended_the_watchdog_leaves_alone(active: bool) -> None:
    trial, task = ended()
    of_the_last_release(trial, task, active=active)
    lost(trial)
    for _ in range(5):
        trial.fleet.clock.advance(LATE)
        trial.fleet.watch()
    assert told(trial.fleet, task) == (0, 0)


def test_its_end_is_announced_when_the_stream_tells_of_it() -> None:
    trial, task = ended()
    old = of_the_last_release(trial, task)
    for _ in range(3):
        by_the_stream(trial)()
    events, notifications = told(trial.fleet, task)
    assert (events, notifications) == (3, 1)
    assert old.expires_at == trial.fleet.task(task.ref).expires_at


@pytest.mark.parametrize("deleted_by_it", [True, False])
def test_but_not_after_it_was_deleted(deleted_by_it: bool) -> None:
    trial, task = ended()
    old = of_the_last_release(trial, task)
    trial.fleet.clock.advance(MINUTE)
    if deleted_by_it:
        row = {**row_of(trial.fleet, task), "expires_at": int(trial.fleet.clock.now().timestamp())}
        trial.fleet.tables.tasks.rows[keys.task(task.ref)] = row
    else:
        trial.owner.delete(old)
    by_the_stream(trial)()
    assert told(trial.fleet, task) == (0, 0)


def test_what_it_announced_and_did_not_mark_is_marked() -> None:
    """While both are at work: this one ended it, and that one was told by the stream."""
    trial, task = ended()
    key = removal(task).key
    trial.fleet.tables.tasks.rows[key] = {"task": task.ref.id, "read": True}
    lost(trial)
    trial.fleet.clock.advance(LATE)
    trial.fleet.watch()
    assert told(trial.fleet, task) == (1, 1)
    assert trial.fleet.tables.tasks.rows[key]["read"]
    assert not trial.fleet.task(task.ref).unannounced
    assert not is_active(trial.fleet, task)


def test_an_unlisted_task_is_announced_to_nobody() -> None:
    trial = Trial("bill-out now")
    task = trial.launch()
    assert task
    trial.fleet.clock.advance(LATE)
    trial.fleet.watch()
    assert trial.fleet.task(task.ref).state is TaskState.COMPLETED
    assert not trial.fleet.task(task.ref).unannounced
    assert trial.fleet.bus.published == []
    assert Key("ACCOUNT#parkside", f"INLINE#{task.ref.id}") in trial.fleet.tables.tasks.rows
