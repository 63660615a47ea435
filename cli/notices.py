"""The notices that tasks have ended."""

from cli.api import Api, segment
from cli.failures import Failure
from cli.generated.contract import NotificationView
from cli.task_name import number_of

NOTIFICATIONS = "/v1/notifications"


def mark_read(api: Api, name: str) -> NotificationView:
    """Mark the notification as read that goes by an id, or by the job number of its task.

    Raises:
        Failure: the user has no such notification.
    """
    number = number_of(name)
    notification = name if number is None else _by_number(api, number)
    marked: NotificationView = api.call(
        "POST", f"{NOTIFICATIONS}/{segment(notification)}/read"
    ).document
    return marked


def _by_number(api: Api, number: int) -> str:
    # Its task may be gone already, so that only the notification itself knows the number.
    for notification in api.pages(NOTIFICATIONS, "notifications"):
        task = notification["task"]
        if task is not None and task["number"] == number:
            return str(notification["id"])
    raise Failure(f"There is no notification of the job #{number}.")
