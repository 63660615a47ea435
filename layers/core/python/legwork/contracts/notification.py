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


class NotifiedWebhookView(Model):
    """A webhook that is called no more."""

    id: str
    """Id of the webhook."""
    url: str
    """Where it is."""
    reason: str
    """Why Legwork has disabled it."""


class NotificationView(Model):
    """Tells of the end or pause of a task, of a preview that waits, or owners of a webhook."""

    id: str
    """Id of the notification."""
    task: NotifiedTaskView | None
    """The task that it is about; null when it is about something else."""
    webhook: NotifiedWebhookView | None
    """The webhook that was disabled, if it is about one."""
    about: About
    """What it tells. `end`: the task has ended, or has paused itself. `approval`: it is a preview
    of somebody else that waits for the reader to approve it. `wait`: Autopilot runs the preview
    after a while, unless somebody deletes it before. `unapproved`: nobody approved the preview in
    time, so it was not launched; it is gone. `disabled`: a webhook is called no more."""
    href: str
    """Path of what it is about."""
    at: Moment
    """When that came about."""
    read: bool
    """Whether it was marked as read."""
    approve: bool
    """Whether it is a preview of somebody else's that waits for the reader to approve it."""

    @classmethod
    def of(cls, found: Notification) -> NotificationView:
        """Show a notification; as a rule it bears the id of its task."""
        task, webhook = found.task, found.webhook
        where = f"webhooks/{webhook.id}" if webhook else f"tasks/{task.id if task else found.id}"
        return cls(
            id=found.id,
            task=NotifiedTaskView(
                id=task.id, number=task.number, title=task.title, status=task.status
            )
            if task
            else None,
            webhook=NotifiedWebhookView(id=webhook.id, url=webhook.url, reason=webhook.reason)
            if webhook
            else None,
            about=found.about,
            href=f"/v1/{where}",
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
