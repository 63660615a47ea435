"""The trail of an account: one row for each act, written in the transaction of the act itself.

    ACCOUNT#a#TRAIL   ACT#000000000041   ... before: hash of 40
                      ACT#000000000042   ... before: hash of 41
                      HEAD               number: 42, hash: hash of 42

Whoever acts reads the head, and writes the next row and the new head on condition that the head is
as it was read. Two who act at the same moment cannot both: the other one reads the head again, and
tries once more. Nothing else writes here, and nothing changes or removes a row.

A head that is gone, or that was set back, shows for good: the row behind it cannot say which one it
follows. No act is refused for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from legwork.domain.act import KEPT, Act, ActedOn, Doer, moment
from legwork.domain.effect import Absent, Condition, Effect, Equals, Item, Key, Put
from legwork.domain.errors import Conflicted
from legwork.domain.readable import legible, readable
from legwork.domain.spent import Spent
from legwork.domain.trail_proof import Head
from legwork.ports import Database, Query, TransactionRefused, rows_of
from legwork.store import keys

ROUNDS = 100
"""How often an act is tried that others keep overtaking: each time, one of them gets through."""
_CONFLICTS = 8
"""How often it is tried where rows are being written at that very moment, by whomever."""
_ACT = "ACT#"
_LAST = "ACT#~"


# --- Writing ---------------------------------------------------------------------------------


def commit(
    database: Database,
    act: Act | None,
    *,
    tasks: Sequence[Effect] = (),
    records: Sequence[Effect] = (),
) -> None:
    """Commit an act together with its row in the trail, all or none.

    Args:
        database: the tables.
        act: what is done; nothing when nobody did it but Legwork itself.
        tasks, records: the writes of it: two fewer than a transaction has room for.

    Raises:
        As ``Database.transact``: what is said of a refusal is about the act's own writes.
    """
    if act is None:
        database.transact(tasks=tasks, records=records)
        return
    conflicts, stuck_at = 0, None
    for _ in range(ROUNDS):
        end, expect = _end(database, act.account, stuck_at)
        rows = _rows(act, end, expect)
        try:
            database.transact(tasks=[*tasks, *rows], records=records)
        except TransactionRefused as refusal:
            of_act = {place: row for place, row in refusal.tasks.items() if place < len(tasks)}
            if of_act or refusal.records:
                raise TransactionRefused(of_act, refusal.records) from refusal
            stuck_at = end
        except Conflicted:
            conflicts += 1
            if conflicts == _CONFLICTS:
                raise
        else:
            return
    raise Conflicted("Too many people act at this moment. Send the same call again in a moment.")


def units_of(act: Act | None) -> Spent:
    """What an act adds to the transaction that commits it: its row, and the head."""
    return Spent(writes=4) if act is not None else Spent()


def _end(database: Database, account: str, stuck_at: Head | None) -> tuple[Head, Condition]:
    """Behind which act the next one goes, and on which condition.

    Without a head, or where another row lies behind it already, that is the newest row; what it
    says is not handed on.
    """
    head = head_of(database, account)
    newest = 0 if head and head != stuck_at else _newest(database, account)
    if head is None and newest:
        # The first act may have been written between the two reads.
        head = head_of(database, account)
    as_read = (Equals("number", head.number), Equals("hash", head.hash)) if head else ()
    if head and head != stuck_at:
        return head, as_read
    return Head(newest, "", None), as_read


def _newest(database: Database, account: str) -> int:
    query = Query(partition=keys.trail(account), first=_ACT, last=_LAST, newest_first=True, limit=1)
    return max((_number(key) for key, _ in rows_of(database.tasks, query)), default=0)


def _rows(act: Act, end: Head, expect: Condition) -> list[Effect]:
    at = act.at.replace(microsecond=0)
    placed = act.evolve(
        number=end.number + 1,
        at=max(at, end.at) if end.at else at,
        before=end.hash,
        before_at=end.at,
    )
    head = {"number": placed.number, "hash": placed.hash, "at": moment(placed.at)}
    # Where there was no head, the row itself is what only one can write.
    return [
        Put(_key(act.account, placed.number), to_row(placed), (Absent(),)),
        Put(keys.trail_head(act.account), head, expect),
    ]


def _key(account: str, number: int) -> Key:
    return Key(keys.trail(account), f"{_ACT}{number:012d}")


def _number(key: Key) -> int:
    return int(key.sort.removeprefix(_ACT))


# --- Reading ---------------------------------------------------------------------------------


def head_of(database: Database, account: str) -> Head | None:
    """The head of a trail; nothing where there is none, or none that can be read."""
    row = database.tasks.get(keys.trail_head(account))
    return next(legible([row] if row else [], _head), None)


@readable("head of a trail")
def _head(row: Item) -> Head:
    return Head(row["number"], row["hash"], datetime.fromisoformat(row["at"]))


def newest_first(database: Database, account: str, *, before: int | None = None) -> Iterator[Act]:
    """The acts of a trail, newest first, page by page as they are asked for.

    Args:
        database: the tables.
        account: whose.
        before: begin behind the act with this number.
    """
    last = _LAST if before is None else _key(account, max(before - 1, 0)).sort
    query = Query(partition=keys.trail(account), first=_ACT, last=last, newest_first=True)
    yield from legible((row for _, row in rows_of(database.tasks, query)), from_row)


def first_since(database: Database, account: str, at: datetime) -> int:
    """Number of the first act at a moment or later; one more than the newest has, if none is.

    The acts are in the order of time, so it takes about twenty reads, however many there are.
    """
    head = head_of(database, account)
    low, high = 1, (head.number if head else 0) + 1
    while low < high:
        middle = (low + high) // 2
        found = _at_or_behind(database, account, middle, high)
        if found is None or found.at >= at:
            high = middle
        else:
            low = found.number + 1
    return low


def _at_or_behind(database: Database, account: str, number: int, end: int) -> Act | None:
    """The first act from a number on that can be read: expired ones are gone from the table."""
    first, last = _key(account, number).sort, _key(account, end - 1).sort
    query = Query(partition=keys.trail(account), first=first, last=last)
    return next(legible((row for _, row in rows_of(database.tasks, query)), from_row), None)


def to_row(act: Act) -> Item:
    """The act as a row."""
    return {**act.told(), "expires_at": int((act.at + KEPT).timestamp())}


@readable("act")
def from_row(row: Item) -> Act:
    """The act that a row holds.

    The account is not in it: whoever reads it has asked for one.
    """
    by, task, before_at = row["by"], row.get("task"), row.get("before_at")
    return Act(
        account="",
        name=row["act"],
        by=Doer(by["id"], by["name"], row["via"]),
        at=datetime.fromisoformat(row["at"]),
        task=ActedOn(**task) if task else None,
        detail=row["detail"],
        number=int(row["id"]),
        before=row["before"],
        before_at=datetime.fromisoformat(before_at) if before_at else None,
    )
