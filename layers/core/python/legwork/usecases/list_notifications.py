"""List a staff member's notifications, newest first, and count those that are unread."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass

from legwork.domain.cursor import seal, unseal
from legwork.domain.errors import NotFound
from legwork.domain.permission import Caller
from legwork.domain.task import Via
from legwork.ports import Clock, Database
from legwork.store import notifications
from legwork.store.notifications import Notification

LOOKED_AT = 300
"""Notifications that one call looks at: unread ones are counted among as many of the newest, and a
page of unread ones may be shorter than asked for when there are as many read ones in between."""


@dataclass(frozen=True, slots=True)
class NotificationPage:
    """Part of a list."""

    notifications: list[Notification]
    next_cursor: str | None
    unread: int
    """How many of the newest are unread, whatever is on this page."""


def list_notifications(
    *,
    caller: Caller,
    limit: int,
    cursor: str | None,
    database: Database,
    clock: Clock,
    unread: bool = False,
) -> NotificationPage:
    """A page of notifications and the cursor of the next one.

    Args:
        caller: whose notifications.
        limit: how many at most.
        cursor: where the page before ended.
        database, clock: the ports.
        unread: whether to leave out those that have been read.

    Raises:
        InvalidInput: the cursor is not one of this list.
    """
    scope = f"notifications{' unread' * unread} {caller.id}"
    before = unseal(caller.account, scope, cursor) if cursor else None
    now = clock.now()
    newest = [*_behind(None, caller, database)]
    looked_at = newest if before is None else _behind(before, caller, database)
    found: list[Notification] = []
    last = None
    for place, (id_, one) in enumerate(looked_at):
        if len(found) == limit or place == LOOKED_AT:
            break
        last = id_
        if one and one.expires_at > now and not (unread and one.read):
            found.append(one)
    else:
        last = None
    return NotificationPage(
        found,
        seal(caller.account, scope, last) if last else None,
        sum(
            one is not None and not one.read and one.expires_at > now
            for _, one in newest[:LOOKED_AT]
        ),
    )


def _behind(
    before: str | None, caller: Caller, database: Database
) -> Iterator[tuple[str, Notification | None]]:
    own, all_ = (
        notifications.from_newest(
            database, caller.account, user, before=before, limit=LOOKED_AT + 1
        )
        for user in (caller.id, notifications.MANY)
    )
    told = ((id_, one) for id_, one in all_ if one and is_told(one, caller))
    last = None
    # What the caller has read of what all were told is a row of the caller's own: that counts.
    for id_, one in heapq.merge(own, told, key=lambda pair: pair[0], reverse=True):
        if id_ != last:
            yield id_, one
        last = id_


def is_told(one: Notification, caller: Caller) -> bool:
    """Whether a caller is one of the many who were told: a person, and not the launcher."""
    if caller.via is not Via.STAFF or one.launcher == caller.id:
        return False
    return caller.owner or one.permission in {each.value for each in caller.permissions}


def mark_read(id_: str, *, caller: Caller, database: Database) -> Notification:
    """Mark a notification as read; twice is as good as once.

    Raises:
        NotFound: the caller has no such notification.
    """
    try:
        return notifications.mark_read(database, caller.account, caller.id, id_)
    except NotFound:
        told = notifications.of_many(database, caller.account, id_)
        if told is None or not is_told(told, caller):
            raise
        return notifications.keep_read(database, caller.account, caller.id, told)
