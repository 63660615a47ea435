"""Announce the end of a task: an event for other systems, a notification for its launcher."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from legwork.domain.retention import Retention
from legwork.domain.task import Task, TaskState, status_of
from legwork.ports import Database, Event, Events
from legwork.store import notifications

EVENT_TYPES = {
    TaskState.COMPLETED: "Task Completed",
    TaskState.FAILED: "Task Failed",
    TaskState.CANCELLED: "Task Canceled",
}


def announce(
    task: Task,
    detail: Mapping[str, Any],
    *,
    database: Database,
    events: Events,
    retention: Retention,
) -> None:
    """Announce an ended task.

    Announced twice, it makes one notification and two equal events, which consumers tell apart by
    the task's id.

    Args:
        task: ended and listed.
        detail: the task as the API shows it, without what its reader may do.
        database, events: the ports.
        retention: how long the notification stays.
    """
    at = task.ended_at or task.created_at
    events.publish(Event(EVENT_TYPES[task.state], detail, at))
    status = status_of(task.state, task.counts)
    # Unlike the task, the notification of a cancelled one does not go after ten minutes.
    notifications.add(database, task, status, at, at + retention.completed)
