"""Bring tasks in line with holds: what a call that put or lifted one has left undone."""

from __future__ import annotations

from contextlib import suppress

from legwork.domain.errors import NotFound, WrongState
from legwork.domain.hold import Hold
from legwork.domain.retention import Retention
from legwork.domain.task import PAUSABLE, Task, TaskState
from legwork.ports import Clock, Database, Files, Queues
from legwork.store import holds
from legwork.usecases.hold_account import pause_for_hold
from legwork.usecases.resume_task import resume_task


class Holds:
    """The holds as one round of the watchdog finds them: each is read once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._found: dict[tuple[str, str], Hold | None] = {}

    def of(self, task: Task) -> Hold | None:
        """The hold that keeps a task from running, if there is one."""
        account, kind = task.ref.account, task.kind
        if (account, kind) not in self._found:
            self._found[account, kind] = holds.find(self._database, account, [kind]).get(kind)
        return self._found[account, kind]


def obey_hold(
    task: Task,
    hold: Hold | None,
    *,
    running_max: int,
    database: Database,
    files: Files,
    queues: Queues,
    clock: Clock,
    retention: Retention,
) -> bool:
    """Pause what runs beside a hold, and resume what one had paused that is lifted.

    Args:
        task: as it was read just now.
        hold: what keeps it from running.
        running_max: how many of an account's listed tasks may run at once.
        database, files, queues, clock: the ports.
        retention: how long rows stay.

    Returns:
        Whether there is nothing else to do for the task.
    """
    if hold is not None:
        if task.turn and task.state in PAUSABLE:
            pause_for_hold(
                task, hold, running_max=running_max, database=database, queues=queues, clock=clock
            )
            return True
        return task.ref.listed and task.state is TaskState.QUEUED
    if not (task.state is TaskState.PAUSED and task.pause and task.pause.hold):
        return False
    with suppress(WrongState, NotFound):
        resume_task(
            task,
            by=None,
            running_max=running_max,
            database=database,
            files=files,
            queues=queues,
            clock=clock,
            retention=retention,
        )
    return True
