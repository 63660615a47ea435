"""What happens to the row of an ended task: its end is announced, once; it may be deleted.

Both are transactions with the notification of that end: either it is announced and there is a
notification, or it is deleted and there is none, whoever comes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from legwork.domain.act import ActName, Doer, act_on
from legwork.domain.chronicle import Moment, tell
from legwork.domain.effect import Clause, Either, Equals, Put, Update
from legwork.domain.errors import StateChanged
from legwork.domain.task import Task, TaskState
from legwork.ports import ConditionFailed, Database, TransactionRefused
from legwork.store import costs, keys, notifications, trail
from legwork.store.task_rows import gone_values

_MARK = "unannounced"
_ACTIVE = "active_key"
_NOTIFICATION = 1
"""Position of the notification among the writes that mark a task as announced."""


def mark_announced(
    database: Database, task: Task, notification: Put, *, more: Sequence[Put] = ()
) -> bool:
    """Write down that a task's end is announced, notify its launcher, and add what it cost.

    All of it or nothing: so a task's cost is added once.

    Args:
        database: the tables.
        task: ended, as it was read before it was announced.
        notification: of its end.
        more: notifications of others, written with it.

    Returns:
        Whether it was done: not when another one did it, or the task was deleted meanwhile.
    """
    still_due = Update(
        keys.task(task.ref),
        # A cancelled task is looked after until it is purged.
        remove=(_MARK,) if task.state is TaskState.CANCELLED else (_MARK, _ACTIVE),
        expect=(Equals(_MARK, task.unannounced or None), _goes_as_read(task)),
    )
    try:
        database.transact(tasks=[still_due, notification, costs.added(task), *more])
    except TransactionRefused as refusal:
        if set(refusal.tasks) != {_NOTIFICATION}:
            return False
        # Its notification is there: the last release wrote it, and knew of no mark.
        return _marked(database, still_due)
    return True


def _marked(database: Database, change: Update) -> bool:
    try:
        database.tasks.write(change)
    except ConditionFailed:
        return False
    return True


def _goes_as_read(task: Task) -> Clause:
    """Nobody has deleted it meanwhile."""
    gone_at = int(task.expires_at.timestamp()) if task.expires_at else None
    # What the last release ended has no mark, and one time of expiry for readers and for the table.
    return Either(Equals("gone_at", gone_at), Equals("expires_at", gone_at))


def expire(database: Database, task: Task, now: datetime, *, by: Doer) -> None:
    """Let an ended task disappear for its readers at once, with the notification of its end.

    The purge removes it. Nobody announces it any more.

    Raises:
        StateChanged: it is gone already, or somebody else has deleted it.
    """
    mark_is_as_read = Equals(_MARK, task.unannounced or None)
    change = Update(
        keys.task(task.ref),
        set={**gone_values(now, now), _ACTIVE: keys.active(task.ref)},
        remove=(_MARK,),
        expect=(Equals("state", task.state.value), _goes_as_read(task), mark_is_as_read),
    )
    cost = [costs.added(task)] if task.unannounced else []
    told = [notifications.removal(task)]
    if task.preview:
        told.append(notifications.removal_of_many(task))
    try:
        act = act_on(task, ActName.DELETED, by, now, state=task.state.value)
        trail.commit(database, act, tasks=[change, *told, *cost])
    except TransactionRefused as refusal:
        found = refusal.tasks.get(0)
        if task.unannounced and found is not None and _MARK not in found:
            # It was announced this very moment, and its cost added.
            expire(database, task.evolve(unannounced=False), now, by=by)
            return
        raise StateChanged("the task is gone") from refusal
    tell(Moment.DELETED, task)
