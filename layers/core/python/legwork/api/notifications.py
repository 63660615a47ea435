"""Calls about a staff member's notifications."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from legwork import bootstrap
from legwork.api.answers import UNCHANGED, answers
from legwork.api.etag import IfNoneMatch
from legwork.api.http import Calls, Cursor, Limit, in_path, reply, reply_cached
from legwork.contracts.notification import NotificationListView, NotificationView
from legwork.settings.manage_tasks import ManageTasksSettings
from legwork.usecases.list_notifications import list_notifications
from legwork.usecases.list_notifications import mark_read as mark_notification_read

calls = Calls()


@calls.get(
    "/v1/notifications",
    operation_id="list_notifications",
    tags=["Notifications"],
    responses=answers({200: NotificationListView, 304: UNCHANGED}),
)
def list_(
    unread: Annotated[bool, Query(description="Leave out those that have been read.")] = False,
    limit: Limit = 25,
    cursor: Cursor = None,
    if_none_match: IfNoneMatch = None,
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
    return reply_cached(body, if_none_match)


@calls.post(
    "/v1/notifications/<notification_id>/read",
    operation_id="mark_notification_read",
    tags=["Notifications"],
    responses=answers({200: NotificationView}, 404),
)
def mark_read(
    notification_id: Annotated[str, in_path("Id of a notification.")],
) -> Response[NotificationView]:
    """Mark a notification as read."""
    of = bootstrap.read_settings(ManageTasksSettings)
    caller = calls.caller
    found = mark_notification_read(notification_id, caller=caller, database=bootstrap.database(of))
    return reply(NotificationView.of(found))
