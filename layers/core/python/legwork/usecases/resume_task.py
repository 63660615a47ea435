"""Resume a paused task: it goes on where it stood, as soon as it has a turn."""

from __future__ import annotations

from legwork.domain.act import Doer
from legwork.domain.errors import NotFound, StateChanged, WrongState
from legwork.domain.outcome import Counts
from legwork.domain.retention import Retention
from legwork.domain.stop_when import StopWhen
from legwork.domain.task import Task, TaskState
from legwork.ports import Clock, Database, Files, PlanMessage, Queues
from legwork.store import lanes, pauses, tasks
from legwork.usecases.carry_on import carry_on
from legwork.usecases.take_turn import take_turn


def resume_task(
    read: Task,
    *,
    by: Doer | None,
    stop_when: StopWhen | None = None,
    keep_threshold: bool = True,
    running_max: int,
    database: Database,
    files: Files,
    queues: Queues,
    clock: Clock,
    retention: Retention,
) -> Task:
    """Resume a task; answers it as it is then: running, planned anew, or queued for its turn.

    Whatever gets lost on the way, the watchdog makes up for: from its first write on the task is
    one that waits for its turn, or one whose gates are behind.

    Args:
        read: the task as it was read.
        by: who resumes it; nothing when a hold is lifted.
        stop_when: when it pauses itself from here on, unless it keeps its threshold.
        keep_threshold: whether that stays as it was; errors count for it from here on.
        running_max: how many of the account's listed tasks may run at once.
        database, files, queues, clock: the ports.
        retention: how long it stays.

    Raises:
        NotFound: it is gone.
        WrongState: it is not paused.
    """
    if keep_threshold:
        stop_when = read.stop_when
    task = _resumed(read, by, stop_when, database, clock)
    if task.state is not TaskState.QUEUED:
        return task
    begun = take_turn(task, running_max=running_max, database=database, queues=queues, clock=clock)
    if begun is not None and begun.lanes:
        carry_on(
            begun, database=database, files=files, queues=queues, clock=clock, retention=retention
        )
    elif begun is not None:
        queues.plan(PlanMessage(begun.ref))
    return _found(read, database)


def _resumed(
    read: Task, by: Doer | None, stop_when: StopWhen | None, database: Database, clock: Clock
) -> Task:
    if read.state is not TaskState.PAUSED:
        raise WrongState(f"The task is not paused: it is {read.state.value}.")
    if stop_when is not None:
        found = lanes.load_of(database, [read])[read.ref]
        stop_when = stop_when.after(sum((lane.counts for lane in found), Counts()))
    try:
        return pauses.resume(database, read, clock.now(), by=by, stop_when=stop_when)
    except StateChanged:
        task = _found(read, database)
    if task.state is TaskState.PAUSED or task.gate_number <= read.gate_number:
        raise WrongState(f"The task could not be resumed: it is {task.state.value}.")
    # Another call, or this one before its answer was lost.
    return task


def _found(read: Task, database: Database) -> Task:
    task = tasks.load(database, read.ref)
    if task is None:
        raise NotFound("There is no such task.")
    return task
