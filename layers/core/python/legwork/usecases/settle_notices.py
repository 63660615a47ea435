"""Settle the notices of a cancelled task: what has not left never will (P2)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import takewhile

from legwork import kinds
from legwork.domain.errors import StateChanged
from legwork.domain.lane import Lane
from legwork.domain.notice import NoticeRow, NoticeState
from legwork.domain.task import Task
from legwork.ports import Clock, Database
from legwork.store import lanes, notices, unsent_notices

LOOK_AGAIN = timedelta(milliseconds=200)
"""How soon to look again whether a mail call is over that was under way."""


def settle_notices(
    task: Task, shut: Sequence[Lane], *, database: Database, clock: Clock
) -> list[Lane]:
    """Discard what the lanes have staged and not sent; answers the lanes with final counters.

    All lanes are settled side by side: whoever cancels waits for the answer.

    A mail call that is under way is waited for and counted. It cannot take longer than a claim
    holds: whoever claimed for longer than that is dead, and what he called is in doubt.

    Args:
        task: cancelling.
        shut: its lanes, their gates shut: nothing new is staged or claimed.
        database, clock: the ports.
    """
    found = {lane.number: lane for lane in shut}
    open_ = [lane for lane in shut if lane.notices.open]
    while open_:
        rows = unsent_notices.read(database, task.ref, open_)
        try:
            found |= _discarded(task, open_, rows, database, clock)
        except StateChanged:
            now = lanes.load_some(database, task.ref, [lane.number for lane in open_])
            # Of one that is being purged there is nothing more to say.
            open_ = [lane for lane in open_ if lane.number in now]
            found |= now
        else:
            for lane, those in zip(open_, rows, strict=True):
                if not those:
                    found[lane.number] = _count_missing(task, lane, database, clock)
            open_ = [lane for lane, those in zip(open_, rows, strict=True) if those]
        open_ = [found[lane.number] for lane in open_ if found[lane.number].notices.open]
    return list(found.values())


def _discarded(
    task: Task,
    open_: Sequence[Lane],
    rows: Sequence[Sequence[NoticeRow]],
    database: Database,
    clock: Clock,
) -> dict[int, Lane]:
    """The lanes after their rows are discarded, up to one that is being sent this moment."""
    now = clock.now()
    ready = [
        (lane, nobodys)
        for lane, those in zip(open_, rows, strict=True)
        if (nobodys := [*takewhile(lambda row: not _is_under_way(row, now), those)])
    ]
    if not ready and any(rows):
        clock.pause(LOOK_AGAIN)
    after = unsent_notices.discard(
        database,
        task.ref,
        ready,
        mail_is_the_work=kinds.mail_is_the_work(task.kind),
        now=now,
    )
    return {lane.number: lane for lane in after}


def _is_under_way(row: NoticeRow, now: datetime) -> bool:
    return row.state is NoticeState.CLAIMED and not row.abandoned(now)


def count_missing(task: Task, lane: Lane, *, database: Database, clock: Clock) -> Lane:
    """Count those in doubt that were staged in rows which cannot be read: none is left behind.

    Args:
        task: that goes on.
        lane: whose rows that can be read are all settled.
        database, clock: the ports.
    """
    if not (lane.done and lane.notices.open):
        return lane
    return _count_missing(task, lane, database, clock)


def _count_missing(task: Task, lane: Lane, database: Database, clock: Clock) -> Lane:
    with suppress(StateChanged):
        notices.count_missing(database, task.ref, lane, clock.now())
    return lanes.load(database, task.ref, lane.number) or lane
