"""Notices that have not left when gates are shut: some rows of all lanes side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from legwork.domain.effect import Effect, Equals, Update
from legwork.domain.errors import StateChanged
from legwork.domain.lane import Lane
from legwork.domain.notice import Fate, NoticeRow, NoticeState
from legwork.domain.plan import ACTIONS_LIMIT
from legwork.domain.task import TaskRef
from legwork.ports import Database, Query, TransactionRefused
from legwork.store import keys
from legwork.store.notice_rows import about_bytes, from_row
from legwork.store.notices import after_settling, claimed_by, counting, settled_update

_AT_ONCE = 32
"""Rows of a lane that are read and discarded in one go: three lanes' make a transaction."""
_BYTES = 2_000_000
"""Of the rows of one transaction: half of what it may hold, since their attributes have names."""


def read(
    database: Database, ref: TaskRef, found: Sequence[Lane], *, at_once: int = _AT_ONCE
) -> list[list[NoticeRow]]:
    """The next rows of each lane that are not counted yet, in order; none when there are no more.

    Args:
        database: the tables.
        ref: which task.
        found: lanes of it.
        at_once: how many rows of a lane to read at most.
    """
    queries = [
        Query(
            partition=keys.lane_partition(ref.id, lane.number),
            # The least key behind that of the row that is counted last.
            first=f"{lane.settled_notice or keys.NOTICE}!",
            last=f"{keys.NOTICE}~",
            limit=at_once,
        )
        for lane in found
    ]
    pages = database.tasks.query_each(queries)
    return [
        [from_row(lane.number, key.sort, row) for key, row in page.items]
        for lane, page in zip(found, pages, strict=True)
    ]


def discard(
    database: Database,
    ref: TaskRef,
    found: Sequence[tuple[Lane, Sequence[NoticeRow]]],
    *,
    mail_is_the_work: bool,
    now: datetime,
) -> list[Lane]:
    """Discard the staged ones of these rows, presume in doubt those whose claimer is dead, count.

    Their gates are shut: nobody claims a row any more. Several lanes go into one transaction, since
    whoever cancels waits for each.

    Args:
        database: the tables.
        ref: which task.
        found: lanes with their next rows, none of which is being sent.
        mail_is_the_work: whether the mail is all there is to a target.
        now: this moment.

    Raises:
        StateChanged: somebody else has changed one of them; others may have been discarded.
    """
    after: list[Lane] = []
    writes: list[list[Effect]] = [[]]
    room = _BYTES
    for lane, rows in found:
        settled = [_settled(row, now) for row in rows]
        changes: list[Effect] = [
            _change(ref, before, row)
            for before, row in zip(rows, settled, strict=True)
            if before is not row
        ]
        changes.append(counting(ref, lane, settled, mail_is_the_work=mail_is_the_work, now=now))
        size = sum(map(about_bytes, rows))
        if len(writes[-1]) + len(changes) > ACTIONS_LIMIT or size > room:
            writes.append([])
            room = _BYTES
        writes[-1] += changes
        room -= size
        after.append(after_settling(lane, settled, ref, mail_is_the_work=mail_is_the_work))
    try:
        for together in writes:
            database.transact(tasks=together)
    except TransactionRefused as refusal:
        raise StateChanged("a row of notices is not any more as it was read") from refusal
    return after


def _settled(row: NoticeRow, now: datetime) -> NoticeRow:
    if row.state is NoticeState.STAGED:
        fate = Fate.DISCARDED
    elif row.abandoned(now):
        fate = Fate.IN_DOUBT
    else:
        return row
    return replace(row, state=NoticeState.SETTLED, fates=(fate,) * len(row.notices))


def _change(ref: TaskRef, before: NoticeRow, after: NoticeRow) -> Update:
    still_staged = (Equals("state", NoticeState.STAGED.value),)
    is_staged = before.state is NoticeState.STAGED
    return settled_update(ref, after, still_staged if is_staged else claimed_by(before))
