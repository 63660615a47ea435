"""Calls about a staff member's notifications."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler import Response

from legwork import bootstrap
from legwork.api.answers import answers
from legwork.api.http import Calls, Cursor, Limit, in_path, reply
from legwork.contracts.notification import NotificationListView, NotificationView
from legwork.settings.manage_tasks import ManageTasksSettings
from legwork.store import notifications
from legwork.usecases.list_notifications import list_notifications

calls = Calls()


@calls.get(
    "/v1/notifications",
    operation_id="list_notifications",
    tags=["Notifications"],
    responses=answers({200: NotificationListView}),
)
def list_(limit: Limit = 25, cursor: Cursor = None) -> Response[NotificationListView]:
    """List the caller's notifications, newest first."""
    of = bootstrap.read_settings(ManageTasksSettings)
    found, next_cursor = list_notifications(
        caller=calls.caller,
        limit=limit,
        cursor=cursor,
        database=bootstrap.database(of),
        clock=bootstrap.clock(),
    )
    views = [NotificationView.of(one) for one in found]
    return reply(NotificationListView(notifications=views, next_cursor=next_cursor))


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
    found = notifications.mark_read(
        bootstrap.database(of), caller.account, caller.id, notification_id
    )
    return reply(NotificationView.of(found))
