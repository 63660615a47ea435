"""Find out which program calls, by the key that it sends."""

from __future__ import annotations

from legwork.domain.credential import Credential, named_by
from legwork.domain.errors import Unreadable
from legwork.ports import Clock, Database
from legwork.store import credentials


def authorize(key: str, *, database: Database, clock: Clock) -> Credential | None:
    """The credential that a key is of, if there is one at this moment.

    The account is the one of the row whose digest the key has: a key that names another account
    than its own has another digest (P6).

    Args:
        key: as the program sent it; anything at all.
        database, clock: the ports.
    """
    named = named_by(key)
    if named is None:
        return None
    try:
        found = credentials.load(database, *named)
    except Unreadable:
        return None
    if found is None or not found.opens_with(key):
        return None
    now = clock.now()
    if found.is_seen_late(now):
        credentials.mark_used(database, found, now)
    return found
