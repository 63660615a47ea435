"""Settle the notices of a cancelled task: what has not left never will (P2)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from legwork import kinds
from legwork.domain.errors import StateChanged
from legwork.domain.lane import Lane
from legwork.domain.notice import NoticeState
from legwork.domain.task import Task
from legwork.ports import Clock, Database
from legwork.store import lanes, notices

_LOOK_AGAIN = timedelta(milliseconds=200)


def settle_notices(
    task: Task, shut: Sequence[Lane], *, database: Database, clock: Clock
) -> list[Lane]:
    """Discard what the lanes have staged and not sent; answers the lanes with final counters.

    A mail call that is under way is waited for and counted. It cannot take longer than a claim
    holds: whoever claimed for longer than that is dead, and what he called is in doubt.

    Args:
        task: cancelling.
        shut: its lanes, their gates shut: nothing new is staged or claimed.
        database, clock: the ports.
    """
    return [_settle(task, lane, database, clock) for lane in shut]


def _settle(task: Task, lane: Lane, database: Database, clock: Clock) -> Lane:
    ref, mail_is_the_work = task.ref, kinds.mail_is_the_work(task.kind)
    while lane.notices.open:
        found = notices.discard(database, ref, [*notices.open_rows(database, ref, lane)])
        found = notices.presume(database, ref, found, clock.now())
        if not found:
            with suppress(StateChanged):
                notices.count_missing(database, ref, lane, clock.now())
            lane = lanes.load(database, ref, lane.number) or lane
            break
        if any(row.state is NoticeState.CLAIMED for row in found):
            clock.pause(_LOOK_AGAIN)
        else:
            with suppress(StateChanged):
                notices.count(
                    database,
                    ref,
                    lane,
                    found,
                    mail_is_the_work=mail_is_the_work,
                    now=clock.now(),
                )
        current = lanes.load(database, ref, lane.number)
        if current is None:
            break
        lane = current
    return lane


def count_missing(task: Task, lane: Lane, *, database: Database, clock: Clock) -> Lane:
    """Count those in doubt that were staged in rows which cannot be read: none is left behind.

    Args:
        task: that goes on.
        lane: whose rows that can be read are all settled.
        database, clock: the ports.
    """
    if not (lane.done and lane.notices.open):
        return lane
    with suppress(StateChanged):
        notices.count_missing(database, task.ref, lane, clock.now())
    return lanes.load(database, task.ref, lane.number) or lane
