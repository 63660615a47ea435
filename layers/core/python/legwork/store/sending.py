"""How fast an account may send: one row says from when on the next mail may leave."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from legwork.domain.effect import Equals, Key, Update
from legwork.domain.errors import Conflicted
from legwork.ports import ConditionFailed, Database
from legwork.store import keys, limits

AHEAD = timedelta(seconds=1)
"""How far ahead of the rate a call may be: one call is many mails at once."""
BOOKED_AHEAD = timedelta(seconds=60)
"""How far ahead time is booked: so much of it a cancelled task may leave unused, and so long a
small task may wait behind a large one."""
_MILLISECOND = timedelta(milliseconds=1)
_TRIES = 20


def is_booked(database: Database, account: str, now: datetime) -> bool:
    """Whether mails of the account are to wait until their time comes."""
    row = database.tasks.get(_key(account)) or {}
    return bool(row.get("free_at", 0) > _milliseconds(now + AHEAD))


def booked_until(database: Database, account: str) -> datetime | None:
    """Until when the account's time to send is given away."""
    found = (database.tasks.get(_key(account)) or {}).get("free_at")
    return datetime.fromtimestamp(found / 1000, UTC) if isinstance(found, int) else None


def book(
    database: Database, account: str, mails: int, per_second: int, now: datetime
) -> tuple[timedelta, bool]:
    """Book the time that some mails take: how long until it comes, and whether it is booked.

    When too much is booked already, nothing is: the wait is until it is worth asking again. All
    lanes and tasks of the account share it.

    Args:
        database: where.
        account: whose.
        mails: how many.
        per_second: the rate of the stage, which holds unless operators have set another.
        now: this moment.

    Raises:
        Conflicted: too many others book at this moment.
    """
    key, limited = _key(account), keys.limits(account)
    today = _milliseconds(now)
    for _ in range(_TRIES):
        rows = database.tasks.get_many([key, limited])
        rate = limits.of_row(rows.get(limited)).mails_per_second or per_second
        found = rows.get(key, {}).get("free_at")
        stored = found if isinstance(found, int) else 0
        free = max(today, stored)
        wait = (free - today) * _MILLISECOND
        if wait > BOOKED_AHEAD:
            return wait, False
        change = Update(
            key,
            set={"free_at": free + mails * 1000 // rate},
            # What cannot be read cannot be compared either: it is written over.
            expect=(Equals("free_at", found),) if found is None or found == stored else (),
        )
        try:
            database.tasks.write(change)
        except ConditionFailed:
            continue
        return (wait if wait > AHEAD else timedelta(0)), True
    raise Conflicted("Too many mails of the account are about to be sent at this moment.")


def _key(account: str) -> Key:
    return Key(keys.account(account), "SENDING")


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
