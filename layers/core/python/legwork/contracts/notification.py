"""Notifications as callers see them."""

from __future__ import annotations

from pydantic import BaseModel

from legwork.contracts.task import Moment
from legwork.domain.task import Status
from legwork.store.notifications import Notification


class NotifiedTaskView(BaseModel):
    """The task that ended."""

    id: str
    number: int
    title: str
    status: Status


class NotificationView(BaseModel):
    """Tells that a task has ended."""

    id: str
    task: NotifiedTaskView
    href: str
    at: Moment
    read: bool

    @classmethod
    def of(cls, found: Notification) -> NotificationView:
        """Show a notification; it bears the id of its task."""
        task = NotifiedTaskView(
            id=found.task_id, number=found.number, title=found.title, status=found.status
        )
        href = f"/v1/tasks/{found.task_id}"
        return cls(id=found.task_id, task=task, href=href, at=found.at, read=found.read)


class NotificationListView(BaseModel):
    """A page of notifications, newest first."""

    notifications: list[NotificationView]
    next_cursor: str | None
    unread: int
    """How many the caller has not read, whatever is on this page; of the newest 300."""
