"""In-app notifications: one a task, for whoever launched it, when it ends or pauses itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from legwork.domain import schema
from legwork.domain.effect import (
    Absent,
    Delete,
    Either,
    Equals,
    Item,
    Key,
    Present,
    Put,
    Update,
)
from legwork.domain.errors import NotFound
from legwork.domain.readable import legible, readable
from legwork.domain.task import Status, Task
from legwork.ports import ConditionFailed, Database, Query, rows_of
from legwork.store import keys

APPROVERS = "#approvers"
"""Stands for all of an account who may approve something: nobody's id begins so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """Tells a staff member that a task has ended, or has paused itself."""

    task_id: str
    number: int
    title: str
    status: Status
    at: datetime
    read: bool
    expires_at: datetime
    permission: str = ""
    """Of a preview that waits for an approval: what it takes to give it."""
    launcher: str = ""
    """Of such a one: who must not give it."""


def of_end(task: Task, status: Status, at: datetime, expires_at: datetime) -> Put:
    """Notifies the launcher of a task, unless that was done; what was said of a pause is over."""
    not_told_yet = Either(Absent(), Equals("status", Status.PAUSED.value))
    return Put(_key(task), _row(task, status, at, expires_at), (not_told_yet,))


def of_pause(task: Task, at: datetime, expires_at: datetime) -> Update:
    """Notifies the launcher of a task that has paused itself."""
    return Update(_key(task), set=_row(task, Status.PAUSED, at, expires_at))


def _row(task: Task, status: Status, at: datetime, expires_at: datetime) -> Item:
    return {
        **schema.MARK,
        "task": task.ref.id,
        "number": task.number,
        "title": task.title,
        "status": status.value,
        "at": at.isoformat(),
        "read": False,
        "expires_at": int(expires_at.timestamp()),
    }


def of_approval(task: Task, permission: str, at: datetime, expires_at: datetime) -> Put:
    """Tells those who may approve a preview, all at once."""
    row = _row(task, Status.COMPLETE, at, expires_at)
    asked = {**row, "permission": permission, "launcher": task.launched_by.id}
    return Put(keys.notification(task.ref.account, APPROVERS, task.ref.id), asked)


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


def of_all(database: Database, account: str, task_id: str) -> Notification | None:
    """What all who may approve a preview were told, if they were."""
    row = database.tasks.get(keys.notification(account, APPROVERS, task_id))
    return next(legible([row], _from_row), None) if row else None


def keep_read(database: Database, account: str, user: str, told: Notification) -> Notification:
    """Note for one of those who may approve that what all were told is read."""
    row = {
        "task": told.task_id,
        "number": told.number,
        "title": told.title,
        "status": told.status.value,
        "at": told.at.isoformat(),
        "read": True,
        "permission": told.permission,
        "launcher": told.launcher,
        "expires_at": int(told.expires_at.timestamp()),
    }
    database.tasks.write(Put(keys.notification(account, user, told.task_id), row))
    return replace(told, read=True)


def from_newest(
    database: Database, account: str, user: str, *, before: str | None, limit: int
) -> Iterator[tuple[str, Notification | None]]:
    """A staff member's notifications by task, newest first, from those before a task's on.

    One that cannot be read is there by its task alone.

    Args:
        database: where.
        account, user: whose.
        before: the task whose notification is the next newer one.
        limit: how many to look at.
    """
    query = Query(
        partition=keys.notifications(account, user),
        first=keys.NOTIFICATION,
        last=f"{keys.NOTIFICATION}{before or '~'}",
        newest_first=True,
        limit=limit + 1,
    )
    for key, row in rows_of(database.tasks, query):
        task = key.sort.removeprefix(keys.NOTIFICATION)
        if task != before:
            yield task, next(legible([row], _from_row), None)


@readable("notification")
def _from_row(row: Mapping[str, Any]) -> Notification:
    schema.check(row)
    at = datetime.fromisoformat(row["at"])
    return Notification(
        task_id=row["task"],
        number=row["number"],
        title=row["title"],
        status=Status(row["status"]),
        at=at,
        read=row["read"],
        expires_at=datetime.fromtimestamp(row["expires_at"], at.tzinfo),
        permission=row.get("permission", ""),
        launcher=row.get("launcher", ""),
    )
