"""Pauses: a task stops where it stands, is queued again, and goes on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from legwork.domain.act import ActName, Doer, act_on
from legwork.domain.effect import Effect, Equals, OneOf, Update
from legwork.domain.errors import StateChanged
from legwork.domain.pause import Pause
from legwork.domain.stop_when import StopWhen
from legwork.domain.task import PAUSABLE, Task, TaskState
from legwork.ports import Database, TransactionRefused
from legwork.store import keys, trail, turns
from legwork.store.task_rows import pause_value
from legwork.store.task_states import change_of, state_is, written


def pause(
    database: Database,
    task: Task,
    pause: Pause,
    *,
    by: Doer | None = None,
    told: Sequence[Effect] = (),
) -> Task:
    """Pause a task and give its turn back: from here on no planner can open a gate.

    Args:
        database: the tables.
        task: as it was read.
        pause: who, when and why.
        by: whose act it is, if it is one.
        told: notifications of it, to be written with it.

    Raises:
        StateChanged: it is not any more as it was read, or it cannot be paused.
    """
    number = task.gate_number + 1
    gates_are_as_read = Equals("gate_number", task.gate_number or None)
    turn_is_as_read = Equals("turn", task.turn or None)
    can_be_paused = OneOf("state", tuple(sorted(state.value for state in PAUSABLE)))
    change = Update(
        keys.task(task.ref),
        set={
            "state": TaskState.PAUSED.value,
            "moved_at": pause.at.isoformat(),
            "pause": pause_value(pause),
            "gate_number": number,
        },
        # Whoever makes its file finds it paused, and leaves it: it is asked for again.
        remove=("turn", "making_at"),
        # The lanes that are to be shut are those of the state that was read.
        expect=(can_be_paused, *state_is(task.state), turn_is_as_read, gates_are_as_read),
    )
    act = act_on(task, ActName.PAUSED, by, pause.at, reason=pause.reason) if by else None
    try:
        trail.commit(database, act, tasks=[change, *turns.given_back(task), *told])
    except TransactionRefused as refusal:
        raise StateChanged("the task has moved on") from refusal
    return task.evolve(
        state=TaskState.PAUSED,
        moved_at=pause.at,
        pause=pause,
        gate_number=number,
        turn=False,
        making_at=None,
    )


def resume(
    database: Database,
    task: Task,
    now: datetime,
    *,
    by: Doer | None = None,
    stop_when: StopWhen | None = None,
) -> Task:
    """Queue a paused task again: it goes on once it has a turn.

    Args:
        database: the tables.
        task: as it was read.
        now: this moment.
        by: whose act it is, if it is one.
        stop_when: when it pauses itself from here on.

    Raises:
        StateChanged: somebody else resumed it, or it was cancelled.
    """
    as_read = Equals("gate_number", task.gate_number or None)
    values: dict[str, Any] = {"gate_number": task.gate_number + 1}
    if stop_when is not None:
        values["stop_when"] = stop_when.to_value()
    change = change_of(
        task.ref,
        [TaskState.PAUSED],
        TaskState.QUEUED,
        now,
        set_=values,
        remove=("pause",) if stop_when else ("pause", "stop_when"),
        expect=(as_read,),
    )
    if by is None:
        return written(database, change)
    threshold = stop_when.to_value() if stop_when else None
    act = act_on(task, ActName.RESUMED, by, now, stop_when=threshold)
    try:
        trail.commit(database, act, tasks=[change])
    except TransactionRefused as refusal:
        raise StateChanged("the task has moved on") from refusal
    return task.evolve(
        state=TaskState.QUEUED,
        moved_at=now,
        gate_number=task.gate_number + 1,
        pause=None,
        stop_when=stop_when,
    )


def go_on(database: Database, task: Task, now: datetime) -> Task:
    """Let a planned task run again that was resumed and has its turn.

    Raises:
        StateChanged: somebody else did, or it was paused again or cancelled.
    """
    as_read = (Equals("turn", True), Equals("gate_number", task.gate_number))
    return written(
        database,
        change_of(task.ref, [TaskState.QUEUED], TaskState.RUNNING, now, expect=as_read),
    )
