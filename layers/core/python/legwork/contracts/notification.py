"""Notifications as callers see them."""

from __future__ import annotations

from legwork.contracts.model import Model
from legwork.contracts.moment import Moment
from legwork.domain.task import Status
from legwork.store.notifications import About, Notification


class NotifiedTaskView(Model):
    """The task that it is about."""

    id: str
    """Id of the task."""
    number: int
    """Its job number."""
    title: str
    """What people call it."""
    status: Status
    """How it ended, or that it is paused."""


class NotificationView(Model):
    """Tells that a task has ended or has paused itself, or what a preview waits for."""

    id: str
    """Id of the notification."""
    task: NotifiedTaskView
    """The task that it is about."""
    about: About
    """What it tells. `end`: the task has ended, or has paused itself. `approval`: it is a preview
    of somebody else that waits for the reader to approve it. `wait`: Autopilot runs the preview
    after a while, unless somebody deletes it before. `unapproved`: nobody approved the preview in
    time, so it was not launched; it is gone."""
    href: str
    """Path of the task."""
    at: Moment
    """When that came about."""
    read: bool
    """Whether it was marked as read."""
    approve: bool
    """Whether it is a preview of somebody else's that waits for the reader to approve it."""

    @classmethod
    def of(cls, found: Notification) -> NotificationView:
        """Show a notification; as a rule it bears the id of its task."""
        task = NotifiedTaskView(
            id=found.task_id, number=found.number, title=found.title, status=found.status
        )
        href = f"/v1/tasks/{found.task_id}"
        return cls(
            id=found.id,
            task=task,
            about=found.about,
            href=href,
            at=found.at,
            read=found.read,
            approve=found.about is About.APPROVAL,
        )


class NotificationListView(Model):
    """A page of notifications, newest first."""

    notifications: list[NotificationView]
    """The notifications of this page."""
    next_cursor: str | None
    """Where the next page begins; nothing on the last one."""
    unread: int
    """How many the caller has not read, whatever is on this page; of the newest 300."""
