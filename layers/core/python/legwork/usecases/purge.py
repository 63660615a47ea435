"""Purge: remove a task with all its rows, when its time is over."""

from __future__ import annotations

from datetime import timedelta

from legwork.domain.lane import LANES_LIMIT
from legwork.domain.task import Task, TaskRef
from legwork.ports import Clock, Database, Files, PurgeMessage, Queues
from legwork.store import keys, plans, tasks
from legwork.store.files import reports_of, upload_key

LONGEST_DELAY = timedelta(minutes=15)
"""What SQS can hold a message back for."""


def purge(
    message: PurgeMessage, *, database: Database, files: Files, queues: Queues, clock: Clock
) -> None:
    """Remove a task with all its rows and files; twice is as good as once.

    A task whose time is not over yet is asked for again later; one that has not ended, whose end is
    still to be announced, or whose undo is still to be planned, is left alone. The task's own row
    goes last, so that a crash half way is made good by the next try.
    """
    task = tasks.load(database, message.ref)
    if task is not None:
        if task.expires_at is None or task.unannounced:
            # The watchdog asks again, once its end is announced.
            return
        left = task.expires_at - clock.now()
        if left > timedelta(0):
            queues.purge(message, delay=min(left, LONGEST_DELAY))
            return
        if _is_awaited(task, database):
            # The watchdog asks again.
            return
    for lane in range(LANES_LIMIT):
        database.tasks.delete_many(plans.keys_of_lane(database, message.ref, lane))
    files.delete(reports_of(message.ref))
    if task is not None and _has_upload(task) and not _is_needed_by_another(task, database):
        files.delete(upload_key(message.ref.account, task.upload or ""))
    database.tasks.delete_many([keys.task(message.ref)])


def _has_upload(task: Task) -> bool:
    """Whether a file was made for it alone: that of a preview is another's as well."""
    return task.upload is not None and not task.preview


def _is_awaited(task: Task, database: Database) -> bool:
    """Whether an undo, a retry of an undo, or who runs it, is still to read what it did."""
    heirs = {task.undone_by, task.run_by}
    if task.undo_of is not None:
        heirs |= {task.retried_by, *(some.by for some in task.retried_codes.values())}
    found = (tasks.load(database, TaskRef(task.ref.account, heir)) for heir in heirs if heir)
    return any(one is not None and not one.state.ended and not one.lanes for one in found)


def _is_needed_by_another(task: Task, database: Database) -> bool:
    """Whether its upload is its retry's, or again that of the task it was a retry of.

    Several retries of some share it: none of them knows whether it is the last one, so that it is
    left to the bucket, which forgets by itself.
    """
    shared = task.retried_codes or task.retry_codes is not None or task.retry_without
    if shared or task.retried_by is not None:
        return True
    first = (
        tasks.load(database, TaskRef(task.ref.account, task.retry_of)) if task.retry_of else None
    )
    return first is not None and first.retried_by != task.ref.id
