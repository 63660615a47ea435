"""The writes by which an end is announced or deleted mean the same everywhere."""

from datetime import timedelta

import pytest

from legwork.domain.act import Doer
from legwork.domain.errors import StateChanged
from legwork.domain.task import Launcher, Status, Task, TaskRef, TaskState
from legwork.ports import Database
from legwork.store import ended_tasks, keys, notifications, tasks
from legwork.store.task_rows import to_row
from legwork.testing.clock import FrozenClock

NOW = FrozenClock().now()
ANA = Doer("ana", "Ana")
STAYS = timedelta(days=60)
REF = TaskRef("parkside", "01KJPWD6M00000000000000001")


def ended(database: Database, state: TaskState = TaskState.COMPLETED) -> Task:
    task = Task(
        ref=REF,
        number=1,
        kind="permit_billout",
        params={},
        title="Bill out",
        launched_by=Launcher("ana", "Ana"),
        created_at=NOW,
        state=state,
        ended_at=NOW,
        moved_at=NOW,
        expires_at=NOW + STAYS,
        unannounced=True,
    )
    database.tasks.put_many([(keys.task(REF), to_row(task))])
    return task


def mark(database: Database, task: Task) -> bool:
    note = notifications.of_end(task, Status.COMPLETE, NOW, NOW + STAYS)
    return ended_tasks.mark_announced(database, task, note)


def notified(database: Database) -> int:
    return len([*notifications.from_newest(database, "parkside", "ana", before=None, limit=9)])


@pytest.mark.parametrize("state", [TaskState.COMPLETED, TaskState.CANCELLED])
def test_an_end_is_marked_once(database: Database, state: TaskState) -> None:
    task = ended(database, state)
    assert [*tasks.active(database)] == [REF]

    assert [mark(database, task) for _ in range(2)] == [True, False]

    found = tasks.load(database, REF)
    assert found == task
    assert not found.unannounced
    assert notified(database) == 1
    # A cancelled one is looked after until it is purged.
    assert [*tasks.active(database)] == ([REF] if state is TaskState.CANCELLED else [])


def test_a_notification_that_is_there_stays_as_it_is(database: Database) -> None:
    task = ended(database)
    note = notifications.of_end(task, Status.COMPLETE, NOW, NOW + STAYS)
    database.tasks.write(note)
    notifications.mark_read(database, "parkside", "ana", REF.id)

    assert mark(database, task)

    [(_, found)] = notifications.from_newest(database, "parkside", "ana", before=None, limit=9)
    assert found is not None
    assert found.read


def test_a_deleted_task_is_not_marked(database: Database) -> None:
    task = ended(database)
    ended_tasks.expire(database, task, NOW, by=ANA)

    assert not mark(database, task)

    found = tasks.load(database, REF)
    assert found is not None
    assert found.is_gone(NOW)
    assert notified(database) == 0
    assert [*tasks.active(database)] == [REF]


def test_its_notification_goes_with_it(database: Database) -> None:
    task = ended(database)
    assert mark(database, task)
    ended_tasks.expire(database, task, NOW, by=ANA)
    assert notified(database) == 0


def test_what_is_gone_can_be_neither(database: Database) -> None:
    task = ended(database)
    database.tasks.delete_many([keys.task(REF)])

    assert not mark(database, task)
    with pytest.raises(StateChanged):
        ended_tasks.expire(database, task, NOW, by=ANA)

    assert tasks.load(database, REF) is None
    assert notified(database) == 0


@pytest.mark.parametrize("deleted", [True, False])
def test_what_the_last_release_ended_is_marked_unless_it_was_deleted(
    database: Database, deleted: bool
) -> None:
    """It wrote no mark, and one time for readers and for the table."""
    task = ended(database)
    row = dict(to_row(task))
    for attribute in ("unannounced", "active_key"):
        del row[attribute]
    row["expires_at"] = row.pop("gone_at")
    database.tasks.put_many([(keys.task(REF), row)])
    old = tasks.load(database, REF)
    assert old == task
    assert not old.unannounced
    if deleted:
        ended_tasks.expire(database, old, NOW, by=ANA)

    assert mark(database, old) is not deleted

    assert notified(database) == (0 if deleted else 1)
