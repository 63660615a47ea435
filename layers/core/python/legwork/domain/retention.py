"""How long things stay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

MARGIN = timedelta(days=30)
"""A task's own rows are written before its end is known: they may outlive it by this."""
RENEWAL = MARGIN / 2
"""A task that has not ended has its rows renewed when this much of the margin is used up."""
IDEMPOTENCY = timedelta(hours=24)
"""A repeated launch is recognised this long."""
SWEEP = timedelta(days=7)
"""The table itself removes an ended task only this long after its time: it is the net below.

A purge removes the task with all its rows and files, and the watchdog sees to it as long as the
task's own row is there. So that one must not go first.
"""
PREVIEW = timedelta(hours=24)
"""How long a preview stays after its end."""
UNLISTED = timedelta(days=1)
"""A task that was driven to its end within one call is only kept for repeats of that call."""

COSTS = timedelta(days=800)
"""What the tasks of a month have cost is known this long after its last task."""


@dataclass(frozen=True, slots=True)
class Retention:
    """Retention of ended tasks: 60 days once completed or failed, 10 minutes once cancelled.

    Source: iClassPro's Background Tasks ("stays 60 days unless deleted; a cancelled one is removed
    ten minutes after the cancel"). Other values serve demonstrations only.
    """

    completed: timedelta = timedelta(days=60)
    cancelled: timedelta = timedelta(minutes=10)

    def rows_expire_at(self, now: datetime) -> datetime:
        """When a plan, lane or ledger row written now may go: never before its task."""
        return now + self.completed + MARGIN

    def task_expires_at(
        self,
        ended_at: datetime,
        *,
        cancelled: bool,
        listed: bool,
        preview: bool = False,
        waits: timedelta = timedelta(0),
    ) -> datetime:
        """When an ended task disappears, to the second; a preview that waits does not before."""
        stays = self.cancelled if cancelled else PREVIEW + waits if preview else self.completed
        return (ended_at + (stays if listed else UNLISTED)).replace(microsecond=0)
