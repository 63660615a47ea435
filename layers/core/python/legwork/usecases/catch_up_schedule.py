"""Bring the schedule of an Autopilot workflow in line with its row."""

from __future__ import annotations

from datetime import timedelta

from legwork.domain.errors import InvalidInput
from legwork.ports import Clock, Database, Schedules
from legwork.store import schedule_notes, workflows

DEAD_AFTER = timedelta(minutes=1)
"""Whoever is behind with a schedule for so long has died: no call lasts half of it."""


def catch_up_schedule(
    account: str, workflow_id: str, *, database: Database, schedules: Schedules, clock: Clock
) -> None:
    """Carry out what the workflow's row says. Only the one who wrote it or took it over may.

    What the scheduler refuses is undone in the row, too.

    Raises:
        InvalidInput: the scheduler refused the workflow.
        Transient: it may succeed a moment later; the watchdog tries again.
    """
    found = workflows.load_any(database, account, workflow_id)
    if found is None:
        return
    workflow, deleted = found
    if deleted:
        schedules.remove(workflow)
        workflows.remove(database, workflow)
        return
    try:
        schedules.put(workflow)
    except InvalidInput:
        if workflows.take_back(database, workflow, clock.now()):
            catch_up_schedule(
                account, workflow_id, database=database, schedules=schedules, clock=clock
            )
        else:
            # It took the very same once, such as a moment that is past by now: so it has it still.
            schedule_notes.mark_caught_up(database, workflow)
        raise
    schedule_notes.mark_caught_up(database, workflow)


def take_over_schedule(
    account: str, workflow_id: str, *, database: Database, schedules: Schedules, clock: Clock
) -> None:
    """Catch up for somebody who died half way; leave those alone who are still at it.

    Raises:
        As ``catch_up_schedule``.
    """
    now = clock.now()
    dead = now - DEAD_AFTER
    if schedule_notes.take_over(database, account, workflow_id, since=dead, now=now):
        catch_up_schedule(account, workflow_id, database=database, schedules=schedules, clock=clock)
