"""Drive a small task to its end within one call: the same task, the same kind code (P5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from legwork.domain.errors import Conflicted
from legwork.domain.lane import Token
from legwork.domain.retention import Retention
from legwork.domain.task import UNPLANNED, Task, TaskState
from legwork.ports import (
    Clock,
    Database,
    DeliveryMessage,
    Files,
    Ids,
    MakeMessage,
    PlanMessage,
    PurgeMessage,
)
from legwork.store import lanes, tasks
from legwork.usecases.carry_on import token_for
from legwork.usecases.finish_task import finish_if_done
from legwork.usecases.plan_task import plan_task
from legwork.usecases.run_job import run_job

_STEPS = 20


class _NoQueues:
    """What would be sent is looked up in the tables instead, like after a crash."""

    def plan(self, message: PlanMessage) -> None:
        """Carry on with the planning in the next step."""

    def run(self, tokens: Sequence[Token]) -> None:
        """Drive these lanes in the next step."""

    def deliver(
        self, messages: Sequence[DeliveryMessage], *, delay: timedelta = timedelta(0)
    ) -> None:
        """Send these lanes' notices in the next step."""

    def make(self, message: MakeMessage) -> None:
        """No kind that is driven so makes a file."""

    def charge(
        self, messages: Sequence[DeliveryMessage], *, delay: timedelta = timedelta(0)
    ) -> None:
        """Nothing is charged within a call."""

    def purge(self, message: PurgeMessage, *, delay: timedelta = timedelta(0)) -> None:
        """Nothing that ends within its call is purged from here."""


def run_inline(
    task: Task,
    *,
    database: Database,
    files: Files,
    clock: Clock,
    ids: Ids,
    retention: Retention,
    until: datetime,
) -> Task:
    """Drive a task from wherever it stands to its end, or until the time is up.

    What is left when the time is up, or when this call dies, the watchdog finishes.

    Raises:
        Conflicted: it has not ended in time; the same call again carries on.
    """
    queues = _NoQueues()
    for _ in range(_STEPS):
        current = tasks.load(database, task.ref)
        if current is None or current.state.ended:
            return current or task
        if clock.now() >= until:
            break
        if current.state in UNPLANNED:
            plan_task(
                PlanMessage(task.ref),
                database=database,
                files=files,
                queues=queues,
                clock=clock,
                retention=retention,
                lanes_max=1,
                lane_batches=1,
                running_max=1,
                until=until,
            )
        elif current.state is TaskState.FINISHING or not _open_lanes(current, database):
            finish_if_done(
                current,
                database=database,
                files=files,
                queues=queues,
                clock=clock,
                retention=retention,
            )
        for token in _open_lanes(tasks.load(database, task.ref) or current, database):
            run_job(
                token,
                database=database,
                files=files,
                queues=queues,
                clock=clock,
                ids=ids,
                retention=retention,
                until=until,
            )
    raise Conflicted("This takes longer than usual. Send the same call again in a moment.")


def _open_lanes(task: Task, database: Database) -> list[Token]:
    return [token_for(task, lane) for lane in lanes.load_all(database, task) if not lane.done]
