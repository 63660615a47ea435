"""Notices that have not left when gates are shut: some rows of all lanes side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from legwork.domain.effect import Equals, Update
from legwork.domain.errors import StateChanged
from legwork.domain.lane import Lane
from legwork.domain.notice import Fate, NoticeRow, NoticeState
from legwork.domain.task import TaskRef
from legwork.ports import ConditionFailed, Database, Query
from legwork.store import keys, lanes
from legwork.store.notice_rows import from_row
from legwork.store.notices import claimed_by, counting, settled_update

_AT_ONCE = 25
"""Rows of a lane that are read and settled in one go."""


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


def settle(
    database: Database, ref: TaskRef, found: Sequence[Sequence[NoticeRow]], now: datetime
) -> list[list[NoticeRow]]:
    """Discard the staged ones of these rows, and presume in doubt those whose claimer is dead.

    Their gates are shut: nobody claims a row any more. Answers all as they are then; they are
    counted with their lane.

    Raises:
        StateChanged: somebody else has changed one of them; others may have been settled.
    """
    after = [[_settled(row, now) for row in rows] for rows in found]
    changes = [
        _change(ref, before, row)
        for rows, those in zip(found, after, strict=True)
        for before, row in zip(rows, those, strict=True)
        if before is not row
    ]
    try:
        database.tasks.write_each(changes)
    except ConditionFailed as refusal:
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


def count(
    database: Database,
    ref: TaskRef,
    settled: Mapping[int, tuple[Lane, Sequence[NoticeRow]]],
    *,
    mail_is_the_work: bool,
    now: datetime,
) -> dict[int, Lane]:
    """Count settled rows in their lanes; answers these lanes as they are then, by number.

    Raises:
        StateChanged: some of them have been counted meanwhile; others may be now.
    """
    changes = [
        counting(ref, lane, rows, mail_is_the_work=mail_is_the_work, now=now)
        for lane, rows in settled.values()
    ]
    try:
        found = database.tasks.write_each(changes)
    except ConditionFailed as refusal:
        raise StateChanged("the notices have been counted meanwhile") from refusal
    return {number: lanes.from_row(row or {}) for number, row in zip(settled, found, strict=True)}
