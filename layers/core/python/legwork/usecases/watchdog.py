"""The watchdog: every minute, find the tasks that do not move and push them on."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from legwork.domain.errors import Transient
from legwork.domain.redacted_trace import redacted_trace
from legwork.domain.retention import Retention
from legwork.ports import Clock, Database, Files, Queues, Schedules
from legwork.store import tasks, workflows
from legwork.usecases.catch_up_schedule import take_over_schedule
from legwork.usecases.push_on import push_on
from legwork.usecases.renew_rows import renew_rows

_log = logging.getLogger(__name__)


def watchdog(
    *,
    stalled_after: timedelta,
    running_max: int,
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
        running_max: how many of an account's listed tasks may run at once.
        database, files, queues, schedules, clock: the ports.
        retention: how long rows stay.
    """
    for account, workflow in workflows.behind(database):
        with _alone(f"workflow {workflow} could not be scheduled"):
            take_over_schedule(
                account, workflow, database=database, schedules=schedules, clock=clock
            )
    seen = 0
    for ref in tasks.active(database):
        seen += 1
        task = None
        with _alone(f"task {ref.id} could not be read"):
            task = tasks.load(database, ref)
        if task is None:
            continue
        with _alone(f"task {ref.id} could not be pushed on"):
            push_on(
                task,
                still_since=clock.now() - stalled_after,
                running_max=running_max,
                database=database,
                files=files,
                queues=queues,
                clock=clock,
                retention=retention,
            )
        with _alone(f"rows of task {ref.id} could not be renewed"):
            renew_rows(task, database=database, clock=clock, retention=retention)
    return seen


@contextmanager
def _alone(trouble: str) -> Iterator[None]:
    """Whatever goes wrong within, the others must not wait for it."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 -- one's trouble is not the others'
        passes = isinstance(error, Transient)
        _log.log(
            logging.WARNING if passes else logging.ERROR, "%s\n%s", trouble, redacted_trace(error)
        )
