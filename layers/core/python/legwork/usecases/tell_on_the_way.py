"""Tell other systems that a task begins, or is paused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from legwork.domain.task import Task, TaskState
from legwork.ports import Clock, Database, Event, Events
from legwork.store import lanes
from legwork.usecases.read_task import TaskReading

Show: TypeAlias = Callable[[TaskReading, datetime], Mapping[str, Any]]
"""A task that has not ended as other systems are told of it."""


def tell_on_the_way(
    task: Task, show: Show, *, database: Database, events: Events, clock: Clock
) -> None:
    """Publish that a task has begun or was paused, as its row said when it did.

    Args:
        task: just begun, or just paused.
        show: makes the event's detail.
        database, events, clock: the ports.
    """
    at = task.started_at or task.created_at
    if task.state is TaskState.PAUSED:
        type_, at = "Task Paused", task.pause.at if task.pause else at
    else:
        type_ = "Task Started"
    reading = TaskReading.of(task, lanes.load_all(database, task) if task.lanes else ())
    events.publish(Event(type_, show(reading, clock.now()), at))
