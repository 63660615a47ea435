"""Announce the end of a task: an event for other systems, a notification for its launcher."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from legwork import kinds
from legwork.domain.effect import Put
from legwork.domain.retention import Retention
from legwork.domain.task import Task, TaskState, status_of
from legwork.ports import Database, Event, Events
from legwork.store import ended_tasks, notifications, tasks
from legwork.usecases.ask_for_approval import asked

EVENT_TYPES = {
    TaskState.COMPLETED: "Task Completed",
    TaskState.FAILED: "Task Failed",
    TaskState.CANCELLED: "Task Canceled",
}
Show: TypeAlias = Callable[[Task], Mapping[str, Any]]
"""An ended task as other systems are told of it."""


def announce(
    ended: Task, show: Show, *, database: Database, events: Events, retention: Retention
) -> bool:
    """Announce the end of a task, unless that was done, or the task was deleted.

    Of a preview other systems are not told: nothing has happened.

    The event goes out first; then the notification and the mark that it is announced, in one
    transaction. So there is one notification, and an event at least: two equal ones when whoever
    announces dies in between, or two of them do so at the same time. Consumers tell them apart by
    the task's id.

    Args:
        ended: as it was told to have ended, listed; it is read again.
        show: makes the event's detail.
        database, events: the ports.
        retention: how long the notification stays.

    Returns:
        Whether this call announced it.
    """
    task = tasks.load(database, ended.ref)
    if task is None or not _is_due(task, ended):
        return False
    at = task.ended_at or task.created_at
    if not task.preview:
        events.publish(Event(EVENT_TYPES[task.state], show(task), at))
    status = status_of(task.state, task.counts)
    # Unlike the task, the notification of a cancelled one does not go after ten minutes.
    note = notifications.of_end(task, status, at, at + retention.completed)
    return ended_tasks.mark_announced(database, task, note, more=_told_to_many(task, at))


def _told_to_many(task: Task, at: datetime) -> list[Put]:
    """Who may approve a preview is told, where somebody has to; else all owners of one that waits.

    An owner may approve everything: nobody is told twice.
    """
    if task.needs_approval and task.kind in kinds.all_kinds():
        return asked(task, at)
    return [notifications.of_wait(task, at)] if task.runs_at else []


def _is_due(task: Task, ended: Task) -> bool:
    if ended.unannounced:
        return task.unannounced
    # The last release ended it, and left no mark: due when told of, unless it was deleted since.
    return task.expires_at == ended.expires_at
