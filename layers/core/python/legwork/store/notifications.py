"""In-app notifications: one per ended task, for whoever launched it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from legwork.domain.effect import Absent, Delete, Key, Present, Put, Update
from legwork.domain.errors import NotFound
from legwork.domain.readable import legible, readable
from legwork.domain.task import Status, Task
from legwork.ports import ConditionFailed, Database, Query
from legwork.store import keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """Tells a staff member that a task has ended."""

    task_id: str
    number: int
    title: str
    status: Status
    at: datetime
    read: bool
    expires_at: datetime


def of_end(task: Task, status: Status, at: datetime, expires_at: datetime) -> Put:
    """Notifies the launcher of a task, unless that was done."""
    row = {
        "task": task.ref.id,
        "number": task.number,
        "title": task.title,
        "status": status.value,
        "at": at.isoformat(),
        "read": False,
        "expires_at": int(expires_at.timestamp()),
    }
    return Put(_key(task), row, (Absent(),))


def removal(task: Task) -> Delete:
    """Removes the notification of a task's end; one that is not there is as good."""
    return Delete(_key(task))


def _key(task: Task) -> Key:
    return keys.notification(task.ref.account, task.launched_by.id, task.ref.id)


def mark_read(database: Database, account: str, user: str, task_id: str) -> Notification:
    """Mark as read; twice is as good as once.

    Raises:
        NotFound: the staff member has no such notification.
    """
    change = Update(
        keys.notification(account, user, task_id), set={"read": True}, expect=(Present(),)
    )
    try:
        row = database.tasks.write(change)
    except ConditionFailed as refusal:
        raise NotFound("There is no such notification.") from refusal
    return _from_row(row or {})


def page_of(
    database: Database, account: str, user: str, *, before: str | None, limit: int
) -> list[tuple[str, Notification | None]]:
    """A staff member's notifications by task, newest first, from those before a task's on.

    One that cannot be read is there by its task alone.
    """
    page = database.tasks.query(
        Query(
            partition=keys.notifications(account, user),
            first=keys.NOTIFICATION,
            last=f"{keys.NOTIFICATION}{before or '~'}",
            newest_first=True,
            limit=limit + 1,
        )
    )
    found = [item for item in page.items if item[0].sort != f"{keys.NOTIFICATION}{before}"]
    return [
        (key.sort.removeprefix(keys.NOTIFICATION), next(legible([row], _from_row), None))
        for key, row in found[:limit]
    ]


@readable("notification")
def _from_row(row: Mapping[str, Any]) -> Notification:
    at = datetime.fromisoformat(row["at"])
    return Notification(
        task_id=row["task"],
        number=row["number"],
        title=row["title"],
        status=Status(row["status"]),
        at=at,
        read=row["read"],
        expires_at=datetime.fromtimestamp(row["expires_at"], at.tzinfo),
    )
