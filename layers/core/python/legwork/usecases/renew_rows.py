"""Renew the rows of a task that takes long: they must not go before the task's own end does."""

from __future__ import annotations

from legwork.domain.errors import StateChanged
from legwork.domain.retention import RENEWAL, Retention
from legwork.domain.task import Task
from legwork.ports import Clock, Database
from legwork.store import renewals

ROWS_AT_ONCE = 500
"""Rows of a task that are renewed in one go: it takes about a second.

At one go a minute, the week in hand is enough for five million of them.
"""


def renew_rows(task: Task, *, database: Database, clock: Clock, retention: Retention) -> None:
    """Renew rows of a task that has not ended, as far as one go reaches.

    Rows say when they go at the time they are written, with a margin for the end of their task.
    Once half of it is used up, they are given all of it again: so whenever the task ends, each of
    its rows stays as long as the task will.

    Args:
        task: as it was read just now.
        database, clock: the ports.
        retention: how long rows stay.
    """
    now = clock.now()
    if task.state.ended or now - task.created_at < RENEWAL:
        return
    until, left = retention.rows_expire_at(now), ROWS_AT_ONCE
    for lane in renewals.lanes_due(database, task, before=until - RENEWAL):
        try:
            # Rows that would be due in a week go along, so that there is a week in hand for all.
            left -= renewals.renew(
                database, task.ref, lane, before=until - RENEWAL / 2, until=until, limit=left
            )
        except StateChanged:
            return
        if not left:
            return
