"""In-app notifications: of a task for its launcher, of previews for owners and who may approve.

What all owners are told, or all who may approve something, is one row of the account: who they are
is in the user pool, and changes. What each of them has read of those is a row of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
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
from legwork.domain.permission import OWNER
from legwork.domain.readable import legible, readable
from legwork.domain.retention import Retention
from legwork.domain.task import Status, Task, Via, status_of
from legwork.domain.webhook import Webhook
from legwork.ports import ConditionFailed, Database, Query, rows_of
from legwork.store import keys

MANY = "#approvers"
"""Stands for all of an account who may approve something, or own it: nobody's id begins so."""


class About(StrEnum):
    """What a notification tells."""

    END = "end"
    """The task has ended, or has paused itself."""
    APPROVAL = "approval"
    """It is a preview that waits for the reader, among others, to approve it."""
    WAIT = "wait"
    """It is a preview that Autopilot runs after a while, unless somebody stops that."""
    UNAPPROVED = "unapproved"
    """It was a preview that nobody approved in time: it was not launched, and is gone."""
    DISABLED = "disabled"
    """Legwork calls a webhook no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldTask:
    """A task as its notification knows it."""

    id: str
    number: int
    title: str
    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldWebhook:
    """A webhook that Legwork calls no more."""

    id: str
    url: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """Tells a staff member of a task, or owners of a webhook."""

    id: str
    """As a rule the task's."""
    task: ToldTask | None = None
    webhook: ToldWebhook | None = None
    at: datetime
    read: bool
    expires_at: datetime
    about: About = About.END
    permission: str = ""
    """Of what many are told: what it takes to be one of them."""
    launcher: str = ""
    """Of such a one: who is not, because they launched the task."""


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


def of_approval(preview: Task, permission: str, at: datetime, *, id_: str | None = None) -> Put:
    """Tells those who may approve a preview, all at once.

    Args:
        preview: ended, hence with its time of expiry.
        permission: what it takes to approve it.
        at: when it has come to wait for that.
        id_: of the notification, where another one bears the preview's own.
    """
    return _to_many(preview, About.APPROVAL, permission, at, preview.expires_at or at, id_)


def of_wait(preview: Task, at: datetime) -> Put:
    """Tells all owners of a preview that Autopilot is going to run."""
    return _to_many(preview, About.WAIT, OWNER, at, preview.expires_at or at)


def of_unapproved(preview: Task, id_: str, at: datetime, expires_at: datetime) -> list[Put]:
    """Tells the launcher of a preview that nobody approved; of one of Autopilot's, all owners."""
    row = {
        **_row(preview, _ended(preview), at, expires_at),
        "id": id_,
        "about": About.UNAPPROVED.value,
    }
    own = Put(keys.notification(preview.ref.account, preview.launched_by.id, id_), row)
    if preview.launched_by.via is not Via.AUTOPILOT:
        return [own]
    return [own, _to_many(preview, About.UNAPPROVED, OWNER, at, expires_at, id_)]


def _to_many(
    preview: Task,
    about: About,
    permission: str,
    at: datetime,
    expires_at: datetime,
    id_: str | None = None,
) -> Put:
    row = {
        **_row(preview, _ended(preview), at, expires_at),
        "id": id_ or preview.ref.id,
        "about": about.value,
        "permission": permission,
        "launcher": preview.launched_by.id,
    }
    return Put(keys.notification(preview.ref.account, MANY, row["id"]), row)


def _ended(preview: Task) -> Status:
    return status_of(preview.state, preview.counts)


def of_disabled(webhook: Webhook, because: str, id_: str, at: datetime) -> Put:
    """Tells all owners that a webhook of theirs is called no more."""
    row = {
        **schema.MARK,
        "id": id_,
        "webhook": {"id": webhook.id, "url": webhook.url, "reason": because},
        "at": at.isoformat(),
        "read": False,
        "about": About.DISABLED.value,
        "permission": OWNER,
        "expires_at": int((at + Retention().completed).timestamp()),
    }
    return Put(keys.notification(webhook.account, MANY, id_), row, (Absent(),))


def removal(task: Task) -> Delete:
    """Removes the notification of a task's end; one that is not there is as good."""
    return Delete(_key(task))


def removal_of_many(preview: Task) -> Delete:
    """Removes what many were told of a preview; what is not there is as good."""
    return Delete(keys.notification(preview.ref.account, MANY, preview.ref.id))


def _key(task: Task) -> Key:
    return keys.notification(task.ref.account, task.launched_by.id, task.ref.id)


def mark_read(database: Database, account: str, user: str, id_: str) -> Notification:
    """Mark as read; twice is as good as once.

    Raises:
        NotFound: the staff member has no such notification.
    """
    change = Update(keys.notification(account, user, id_), set={"read": True}, expect=(Present(),))
    try:
        row = database.tasks.write(change)
    except ConditionFailed as refusal:
        raise NotFound("There is no such notification.") from refusal
    return _from_row(row or {})


def of_many(database: Database, account: str, id_: str) -> Notification | None:
    """What many were told under an id, if they were."""
    row = database.tasks.get(keys.notification(account, MANY, id_))
    return next(legible([row], _from_row), None) if row else None


def keep_read(database: Database, account: str, user: str, told: Notification) -> Notification:
    """Note for one of many that what all of them were told is read."""
    row = {
        **schema.MARK,
        **_about(told),
        "id": told.id,
        "at": told.at.isoformat(),
        "read": True,
        "about": told.about.value,
        "permission": told.permission,
        "launcher": told.launcher,
        "expires_at": int(told.expires_at.timestamp()),
    }
    database.tasks.write(Put(keys.notification(account, user, told.id), row))
    return replace(told, read=True)


def _about(told: Notification) -> Item:
    if told.webhook is not None:
        webhook = told.webhook
        return {"webhook": {"id": webhook.id, "url": webhook.url, "reason": webhook.reason}}
    if told.task is not None:
        task = told.task
        named: Item = {"task": task.id, "number": task.number}
        return {**named, "title": task.title, "status": task.status.value}
    raise AssertionError("it tells of nothing")


def from_newest(
    database: Database, account: str, user: str, *, before: str | None, limit: int
) -> Iterator[tuple[str, Notification | None]]:
    """A staff member's notifications by id, newest first, from those before one on.

    One that cannot be read is there by its id alone.

    Args:
        database: where.
        account, user: whose.
        before: id of the next newer one.
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
        id_ = key.sort.removeprefix(keys.NOTIFICATION)
        if id_ != before:
            yield id_, next(legible([row], _from_row), None)


@readable("notification")
def _from_row(row: Mapping[str, Any]) -> Notification:
    schema.check(row)
    at, permission = datetime.fromisoformat(row["at"]), row.get("permission", "")
    # What the last release wrote for many asks for an approval, and says so by its permission.
    about = row.get("about", About.APPROVAL if permission else About.END)
    webhook = ToldWebhook(**row["webhook"]) if "webhook" in row else None
    return Notification(
        id=row["id"] if "id" in row else row["task"],
        task=None if webhook else _task(row),
        webhook=webhook,
        at=at,
        read=row["read"],
        expires_at=datetime.fromtimestamp(row["expires_at"], at.tzinfo),
        about=About(about),
        permission=permission,
        launcher=row.get("launcher", ""),
    )


def _task(row: Mapping[str, Any]) -> ToldTask:
    return ToldTask(
        id=row["task"],
        number=row["number"],
        title=row["title"],
        status=Status(row["status"]),
    )
