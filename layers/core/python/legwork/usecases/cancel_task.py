"""Cancel a task: when the call has answered, nothing of it commits any more (P2)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from legwork import kinds
from legwork.domain.act import Doer
from legwork.domain.errors import CannotFinish, NotFound, StateChanged, WrongState
from legwork.domain.lane import Lane
from legwork.domain.retention import Retention
from legwork.domain.task import Cancellation, Task, TaskState
from legwork.ports import Clock, Database, Files, PurgeMessage, Queues
from legwork.store import gates, task_states, tasks
from legwork.usecases.end_task import end_task, fail_task
from legwork.usecases.purge import LONGEST_DELAY
from legwork.usecases.send_on import send_on
from legwork.usecases.settle_notices import settle_notices

LANES_UNREADABLE = (
    "A part of it cannot be read any more. What was done stays done; what is counted here is what "
    "can be read."
)
_GONE = "There is no such task."


def cancel_task(
    read: Task,
    *,
    by: Doer,
    reason: str | None,
    database: Database,
    files: Files,
    queues: Queues,
    clock: Clock,
    retention: Retention,
) -> Task:
    """Cancel a task for good; answers the cancelled task with its receipt.

    The trail has it from the moment on that the task has ended, with the receipt: whoever ends it
    writes it down, in the transaction that does.

    Whoever waits for the answer waits for every request, behind those of all workers: so nothing
    is read twice.

    Args:
        read: the task as it was read.
        by: who cancels it.
        reason: why, if they say so.
        database, files, queues, clock: the ports.
        retention: how long it stays.

    Raises:
        NotFound: it is gone.
        WrongState: it has ended, or all its work is done.
    """
    database.tab.open()
    task: Task | None = read
    while task is not None and task.state is not TaskState.CANCELLING:
        if not task.state.can_be_cancelled:
            raise WrongState(_too_late(task))
        try:
            note = Cancellation(clock.now(), by.name, reason, by.id, str(by.via))
            task = task_states.begin_cancelling(database, read.ref, note)
        except StateChanged:
            task = tasks.load(database, read.ref)
    if task is None:
        raise NotFound(_GONE)
    return settle_cancel(
        task, database=database, files=files, queues=queues, clock=clock, retention=retention
    )


def _too_late(task: Task) -> str:
    if task.state is TaskState.FINISHING:
        return "All its work is done; its results are being posted this moment."
    return f"The task has ended already: {task.state.value}."


def settle_cancel(
    task: Task,
    *,
    database: Database,
    files: Files,
    queues: Queues,
    clock: Clock,
    retention: Retention,
) -> Task:
    """Shut every gate, then post and end what was done: for the caller, or after a crash.

    Args:
        task: cancelling.
        database, files, queues, clock: the ports.
        retention: how long it stays.

    Raises:
        NotFound: somebody else has settled it, and it has been deleted since.
    """
    try:
        found = gates.shut(database, task, gates.FOR_GOOD)
    except StateChanged as gone:
        raise NotFound(_GONE) from gone
    if len(found) < len(task.lanes):
        task = _given_up(task, clock)
    found = settle_notices(task, found, database=database, clock=clock)
    ended = _end(task, found, database=database, files=files, clock=clock, retention=retention)
    if ended is None:
        raise NotFound(_GONE)
    doubtful = [lane.number for lane in found if lane.notices.in_doubt]
    if doubtful and kinds.charges_cards(task.kind):
        # The payment service is asked what became of them, so that the records come right.
        send_on(task, doubtful, queues)
    if ended.state is TaskState.CANCELLED:
        queues.purge(PurgeMessage(task.ref), delay=_until_gone(ended, clock))
    return ended


def _given_up(task: Task, clock: Clock) -> Task:
    """What of its lanes cannot be read was done or not: that is no cancel as it should be."""
    before = task.cancellation or Cancellation(clock.now(), "")
    if before.gave_up:
        return task
    return task.evolve(cancellation=replace(before, gave_up=True, reason=LANES_UNREADABLE))


def _end(
    task: Task,
    found: list[Lane],
    *,
    database: Database,
    files: Files,
    clock: Clock,
    retention: Retention,
) -> Task | None:
    """The task as it has ended, by this call or another one; nothing when it is gone."""
    gave_up = task.cancellation is not None and task.cancellation.gave_up
    try:
        return end_task(
            task,
            found,
            TaskState.FAILED if gave_up else TaskState.CANCELLED,
            database=database,
            files=files,
            clock=clock,
            retention=retention,
        )
    except CannotFinish as problem:
        reason = str(problem)
        # A second call, or the watchdog, may settle this very cancel first.
        with suppress(StateChanged):
            fail_task(
                task, reason, database=database, clock=clock, retention=retention, lanes=found
            )
    except StateChanged:
        pass
    return tasks.load(database, task.ref)


def _until_gone(task: Task, clock: Clock) -> timedelta:
    expires_at = task.expires_at or clock.now()
    return min(max(timedelta(0), expires_at - clock.now()), LONGEST_DELAY)
