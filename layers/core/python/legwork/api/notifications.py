"""Calls about a staff member's notifications."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from legwork import bootstrap
from legwork.api.http import UNCHANGED, Calls, Cursor, Limit, answers, reply, reply_cached
from legwork.contracts.notification import NotificationListView, NotificationView
from legwork.settings.manage_tasks import ManageTasksSettings
from legwork.store import notifications
from legwork.usecases.list_notifications import list_notifications

calls = Calls()


@calls.get(
    "/v1/notifications",
    tags=["Notifications"],
    responses=answers({200: NotificationListView, 304: UNCHANGED}),
)
def list_(
    unread: Annotated[bool, Query(description="Leave out those that have been read.")] = False,
    limit: Limit = 25,
    cursor: Cursor = None,
) -> Response[NotificationListView]:
    """List the caller's notifications, newest first, and count the unread ones."""
    of = bootstrap.read_settings(ManageTasksSettings)
    page = list_notifications(
        caller=calls.caller,
        limit=limit,
        cursor=cursor,
        unread=unread,
        database=bootstrap.database(of),
        clock=bootstrap.clock(),
    )
    body = NotificationListView(
        notifications=[NotificationView.of(one) for one in page.notifications],
        next_cursor=page.next_cursor,
        unread=page.unread,
    )
    return reply_cached(calls.event, body)


@calls.post("/v1/notifications/<notification_id>/read", tags=["Notifications"])
def mark_read(notification_id: str) -> Response[NotificationView]:
    """Mark a notification as read."""
    of = bootstrap.read_settings(ManageTasksSettings)
    caller = calls.caller
    found = notifications.mark_read(
        bootstrap.database(of), caller.account, caller.id, notification_id
    )
    return reply(NotificationView.of(found))
