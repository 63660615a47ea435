"""The watchdog: every minute, find the tasks that do not move and push them on."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from legwork.domain.errors import Transient
from legwork.domain.redacted_trace import redacted_trace
from legwork.domain.retention import Retention
from legwork.domain.task import Task, TaskState
from legwork.ports import Clock, Database, Events, Files, Ids, Queues, Schedules
from legwork.store import schedule_notes, tasks, unapproved
from legwork.usecases.announce import Show, announce
from legwork.usecases.ask_for_approval import tell_unapproved
from legwork.usecases.catch_up_schedule import take_over_schedule
from legwork.usecases.obey_hold import Holds, obey_hold
from legwork.usecases.push_on import push_on
from legwork.usecases.renew_rows import renew_rows

_log = logging.getLogger(__name__)
_AT_WORK = frozenset({TaskState.PLANNING, TaskState.RUNNING, TaskState.FINISHING})


@dataclass(frozen=True, slots=True)
class Round:
    """What the watchdog found when it looked at everything."""

    active: int
    """Tasks that have not ended, or are to be purged."""
    troubled: int
    """Tasks and workflows among them that it could do nothing for."""
    states: Mapping[TaskState, int] = field(default_factory=dict)
    """How many of them are in which state, of those that have not ended."""
    pushed_on: int = 0
    """Tasks among them that stood still, and were given another message."""
    lanes: int = 0
    """Lanes of those that run."""
    oldest: timedelta = timedelta(0)
    """How long the one has been at work that began first."""


def watchdog(
    *,
    stalled_after: timedelta,
    running_max: int,
    show: Show,
    database: Database,
    files: Files,
    queues: Queues,
    schedules: Schedules,
    events: Events,
    clock: Clock,
    ids: Ids,
    retention: Retention,
) -> Round:
    """Look at every task that has not ended, was not announced, or is overdue for its purge.

    And at every preview that was not approved in time.

    One task's trouble does not keep the others waiting. It is logged, and counted.

    Args:
        stalled_after: how long a task or a lane may stand still; longer than it takes for the
            message of a dead worker to come back.
        running_max: how many of an account's listed tasks may run at once.
        show: makes the event that tells of a task's end.
        database, files, queues, schedules, events, clock, ids: the ports.
        retention: how long rows stay.
    """
    seen, troubles, held = 0, Counter[str](), Holds(database)
    found, pushed = list[Task](), 0
    for account, workflow in schedule_notes.behind(database):
        with _alone(troubles, workflow, f"workflow {workflow} could not be scheduled"):
            take_over_schedule(
                account, workflow, database=database, schedules=schedules, clock=clock
            )
    for wait in unapproved.over(database, clock.now()):
        preview = wait.preview.id
        with _alone(troubles, preview, f"that nobody approved preview {preview} could not be told"):
            tell_unapproved(wait, database=database, clock=clock, ids=ids, retention=retention)
    for ref in tasks.active(database):
        seen += 1
        task = None
        with _alone(troubles, ref.id, f"task {ref.id} could not be read"):
            task = tasks.load(database, ref)
        if task is None:
            continue
        if not task.state.ended:
            found.append(task.evolve(params={}))
        still_since = clock.now() - stalled_after
        if _is_overdue(task, still_since):
            with _alone(troubles, ref.id, f"the end of task {ref.id} could not be announced"):
                _log.warning("the end of task %s is announced late", ref.id)
                announce(task, show, database=database, events=events, retention=retention)
        with _alone(troubles, ref.id, f"task {ref.id} could not be pushed on"):
            hold = held.of(task) if task.ref.listed and not task.state.ended else None
            if not obey_hold(
                task,
                hold,
                running_max=running_max,
                database=database,
                files=files,
                queues=queues,
                clock=clock,
                retention=retention,
            ):
                pushed += push_on(
                    task,
                    still_since=still_since,
                    running_max=running_max,
                    database=database,
                    files=files,
                    queues=queues,
                    clock=clock,
                    retention=retention,
                )
        with _alone(troubles, ref.id, f"rows of task {ref.id} could not be renewed"):
            renew_rows(task, database=database, clock=clock, retention=retention)
    return _round(seen, len(troubles), pushed, found, clock.now())


def _round(seen: int, troubled: int, pushed: int, found: list[Task], now: datetime) -> Round:
    states = Counter(task.state for task in found)
    at_work = [task for task in found if task.state in _AT_WORK]
    return Round(
        seen,
        troubled,
        states={state: states[state] for state in TaskState if not state.ended},
        pushed_on=pushed,
        lanes=sum(len(task.lanes) for task in at_work),
        oldest=now - min((task.started_at or now for task in at_work), default=now),
    )


def _is_overdue(task: Task, still_since: datetime) -> bool:
    """Whether the stream had time enough to announce it."""
    ended_at = task.ended_at
    return task.unannounced and ended_at is not None and ended_at <= still_since


@contextmanager
def _alone(troubles: Counter[str], whose: str, trouble: str) -> Iterator[None]:
    """Whatever goes wrong within, the others must not wait for it."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 -- one's trouble is not the others'
        troubles[whose] += 1
        passes = isinstance(error, Transient)
        _log.log(
            logging.WARNING if passes else logging.ERROR, "%s\n%s", trouble, redacted_trace(error)
        )
