"""Stop a task whose errors have crossed the threshold that it was launched with."""

from __future__ import annotations

from contextlib import suppress

from legwork.domain.errors import StateChanged
from legwork.domain.outcome import Counts
from legwork.domain.pause import Pause
from legwork.domain.retention import Retention
from legwork.domain.task import Task
from legwork.ports import Clock, Database
from legwork.store import gates, lanes, notifications, pauses


def stop_if_crossed(task: Task, *, database: Database, clock: Clock, retention: Retention) -> bool:
    """Pause a task if it has crossed its threshold; answers whether its work is to stop here.

    Whoever works on a task with a threshold asks before the first batch of a slice and after each
    commit, and sums up all lanes for it. So when one batch has crossed it, every other lane commits
    at most the one that it was working on, whoever dies meanwhile; and there is no counter that all
    lanes write to. Whoever launched the task is notified. Those that wait for the turn that it
    gives back are called by the watchdog.

    Args:
        task: as it was read with the lane that is worked on.
        database, clock: the ports.
        retention: how long the notification of it stays.
    """
    if task.stop_when is None:
        return False
    found = lanes.load_all(database, task)
    reason = task.stop_when.crossed(sum((lane.counts for lane in found), Counts()))
    if reason is None or all(lane.settled for lane in found):
        return False
    # Unless another worker did, or somebody looked at it and resumed it since.
    with suppress(StateChanged):
        now = clock.now()
        told = notifications.of_pause(task, now, retention.rows_expire_at(now))
        paused = pauses.pause(database, task, Pause(now, None, reason), told=[told])
        gates.shut(database, paused, paused.gate_number)
    return True
