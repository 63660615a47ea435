"""Notifications as callers see them."""

from __future__ import annotations

from legwork.contracts.model import Model
from legwork.contracts.task import Moment
from legwork.domain.task import Status
from legwork.store.notifications import Notification


class NotifiedTaskView(Model):
    """The task that ended."""

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
    """Tells that a task has ended, or paused itself; or owners that a webhook was disabled."""

    id: str
    """Id of the notification."""
    task: NotifiedTaskView | None
    """The task that ended; null when it is about something else."""
    webhook: NotifiedWebhookView | None
    """The webhook that was disabled, if it is about one."""
    href: str
    """Path of what it is about."""
    at: Moment
    """When it happened."""
    read: bool
    """Whether it was marked as read."""
    approve: bool
    """Whether it is a preview of somebody else's that waits for the reader to approve it."""

    @classmethod
    def of(cls, found: Notification) -> NotificationView:
        """Show a notification; one of a task bears the id of the task."""
        task, webhook = found.task, found.webhook
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
            href=f"/v1/webhooks/{webhook.id}" if webhook else f"/v1/tasks/{found.id}",
            at=found.at,
            read=found.read,
            approve=bool(found.permission),
        )


class NotificationListView(Model):
    """A page of notifications, newest first."""

    notifications: list[NotificationView]
    """The notifications of this page."""
    next_cursor: str | None
    """Where the next page begins; nothing on the last one."""
    unread: int
    """How many the caller has not read, whatever is on this page; of the newest 300."""
