"""List an account's records of one noun, by the beginning of id or name."""

from __future__ import annotations

from legwork.domain.cursor import seal, unseal
from legwork.domain.directory import Entry, folded
from legwork.domain.permission import Caller, Permission
from legwork.ports import Database
from legwork.store import directory


def list_names(
    noun: str,
    q: str,
    *,
    needs: tuple[Permission, ...],
    caller: Caller,
    limit: int,
    cursor: str | None,
    database: Database,
) -> tuple[list[Entry], str | None]:
    """A page of entries in order, and the cursor of the next one.

    Args:
        noun: which list, such as ``permits``.
        q: how an id or a name begins, whatever its capitals; everything when empty.
        needs: the permissions of which any one is enough to see such records.
        caller: who asks.
        limit: how many at most.
        cursor: where the page before ended.
        database: the records.

    Raises:
        NotAllowed: the caller lacks the permission.
        InvalidInput: the cursor is not one of this list.
    """
    caller.require_any(*needs)
    scope = f"directory {noun} {folded(q)}"
    after = unseal(caller.account, scope, cursor) if cursor else None
    found, behind = directory.page_of(database, caller.account, noun, q, after=after, limit=limit)
    return found, seal(caller.account, scope, behind) if behind is not None else None
