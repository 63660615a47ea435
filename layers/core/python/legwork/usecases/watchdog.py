"""The watchdog: every minute, find the tasks that do not move and push them on."""

from __future__ import annotations

import logging
from datetime import timedelta

from legwork.domain.retention import Retention
from legwork.ports import Clock, Database, Files, Queues, Schedules
from legwork.store import tasks, workflows
from legwork.usecases.edit_workflow import catch_up
from legwork.usecases.push_on import push_on

_log = logging.getLogger(__name__)


def watchdog(
    *,
    stalled_after: timedelta,
    database: Database,
    files: Files,
    queues: Queues,
    schedules: Schedules,
    clock: Clock,
    retention: Retention,
) -> int:
    """Look at every task that has not ended, or is overdue for its purge.

    One task's trouble does not keep the others waiting.

    Args:
        stalled_after: how long a task or a lane may stand still; longer than it takes for the
            message of a dead worker to come back.
        database, files, queues, schedules, clock: the ports.
        retention: how long rows stay.
    """
    for account, workflow in workflows.behind(database):
        try:
            catch_up(account, workflow, database=database, schedules=schedules)
        except Exception:  # noqa: BLE001 -- nor must one workflow's
            _log.exception("the schedule of workflow %s could not be set", workflow)
    seen = 0
    for ref in tasks.active(database):
        seen += 1
        task = tasks.load(database, ref)
        if task is None:
            continue
        try:
            push_on(
                task,
                still_since=clock.now() - stalled_after,
                database=database,
                files=files,
                queues=queues,
                clock=clock,
                retention=retention,
            )
        except Exception:  # noqa: BLE001 -- one task's trouble must not keep the others waiting
            _log.exception("task %s could not be pushed on", ref.id)
    return seen
