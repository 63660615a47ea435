"""List a staff member's notifications, newest first."""

from __future__ import annotations

from legwork.domain.cursor import seal, unseal
from legwork.domain.permission import Caller
from legwork.ports import Clock, Database
from legwork.store import notifications
from legwork.store.notifications import Notification

_SCOPE = "notifications"


def list_notifications(
    *, caller: Caller, limit: int, cursor: str | None, database: Database, clock: Clock
) -> tuple[list[Notification], str | None]:
    """A page of notifications and the cursor of the next one.

    Raises:
        InvalidInput: the cursor is not one of this list.
    """
    scope = f"{_SCOPE} {caller.id}"
    before = unseal(caller.account, scope, cursor) if cursor else None
    found = notifications.page_of(
        database, caller.account, caller.id, before=before, limit=limit + 1
    )
    page, more = found[:limit], len(found) > limit
    next_cursor = seal(caller.account, scope, page[-1][0]) if more else None
    return [one for _, one in page if one and one.expires_at > clock.now()], next_cursor
