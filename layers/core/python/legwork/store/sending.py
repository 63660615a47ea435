"""How fast an account may send: one row says from when on the next mail may leave."""

from __future__ import annotations

from datetime import datetime, timedelta

from legwork.domain.effect import Equals, Key, Update
from legwork.domain.errors import Conflicted
from legwork.ports import ConditionFailed, Database
from legwork.store import keys

AHEAD = timedelta(seconds=1)
"""How far ahead of the rate a call may be: one call is many mails at once."""
_TRIES = 20


def reserve(
    database: Database, account: str, mails: int, per_second: int, now: datetime
) -> timedelta:
    """Reserve the time that some mails take; answers how long to wait when it is all taken.

    All lanes and tasks of the account share it.

    Raises:
        Conflicted: too many others reserve at this moment.
    """
    key = Key(keys.account(account), "SENDING")
    today = int(now.timestamp() * 1000)
    for _ in range(_TRIES):
        row = database.tasks.get(key) or {}
        free = max(today, row.get("free_at", 0))
        if free - today > AHEAD / timedelta(milliseconds=1):
            return timedelta(milliseconds=free - today)
        change = Update(
            key,
            set={"free_at": free + mails * 1000 // per_second},
            expect=(Equals("free_at", row.get("free_at")),),
        )
        try:
            database.tasks.write(change)
        except ConditionFailed:
            continue
        return timedelta(0)
    raise Conflicted("Too many mails of the account are about to be sent at this moment.")
