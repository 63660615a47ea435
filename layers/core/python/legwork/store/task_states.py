"""The states of a task, from planning to finishing: each changes by a conditional write.

Pauses are in ``pauses.py``, ends in ``task_ends.py``: nobody else changes a state.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from legwork.domain.chronicle import Moment, tell
from legwork.domain.effect import Clause, Equals, OneOf, Put, Update
from legwork.domain.errors import StateChanged
from legwork.domain.part import Made
from legwork.domain.spent import foreseen
from legwork.domain.task import (
    CANCELLABLE,
    UNPLANNED,
    Cancellation,
    Task,
    TaskRef,
    TaskState,
)
from legwork.ports import ConditionFailed, Database, TransactionRefused
from legwork.store import keys, task_units
from legwork.store.task_rows import from_row, spent_value


def begin_planning(database: Database, task: Task, now: datetime) -> Task:
    """Begin a planning attempt of its own number.

    Raises:
        StateChanged: it is planned already, or was cancelled.
    """
    started_at = task.started_at or now
    # Else it may have been planned, paused and resumed since, and has lanes by now.
    as_read = Equals("gate_number", task.gate_number or None)
    change = change_of(
        task.ref,
        UNPLANNED,
        TaskState.PLANNING,
        now,
        set_={"leg": 1, "started_at": started_at.isoformat()},
        add={"attempt": 1},
        expect=(as_read,),
    )
    return written(database, change)


def continue_planning(
    database: Database, ref: TaskRef, attempt: int, leg: int, now: datetime
) -> Task:
    """Take up a further leg of a planning attempt, which only one can do.

    Raises:
        StateChanged: that leg was taken up before, or the attempt does not count any more.
    """
    same = (Equals("attempt", attempt), Equals("leg", leg))
    change = change_of(
        ref, [TaskState.PLANNING], TaskState.PLANNING, now, set_={"leg": leg + 1}, expect=same
    )
    return written(database, change)


def begin_running(
    database: Database, task: Task, lanes: Sequence[Put], total: int, now: datetime
) -> Task:
    """Open the lanes and say which planning attempt counts, in one transaction.

    Raises:
        StateChanged: another attempt was first, or the task was cancelled.
    """
    numbers = sorted(lane.item["number"] for lane in lanes)
    running = task.evolve(state=TaskState.RUNNING, total=total, lanes=tuple(numbers), moved_at=now)
    booked = database.tab.due(foreseen(lanes) + task_units.of_row(running))
    spent = task.spent + booked
    change = change_of(
        task.ref,
        [TaskState.PLANNING],
        TaskState.RUNNING,
        now,
        set_={
            "total": total,
            "lanes": numbers,
            "attempt": task.attempt,
            **({"spent": units} if (units := spent_value(spent)) else {}),
        },
    )
    try:
        database.transact(tasks=[change, *lanes])
    except TransactionRefused as refusal:
        raise StateChanged("the task is planned already, or was cancelled") from refusal
    database.tab.pay(booked)
    return running.evolve(spent=spent)


def note_making(database: Database, ref: TaskRef, now: datetime) -> None:
    """Note that somebody makes the task's file, or was asked to.

    Raises:
        StateChanged: it has ended, or is made.
    """
    _note(database, ref, {"making_at": now.isoformat()})


def note_made(database: Database, ref: TaskRef, made: Made) -> Task:
    """Note the file that was made; of two who made it the first one counts.

    Raises:
        StateChanged: the task has ended, or was cancelled, or its file is made.
    """
    return _note(database, ref, {"made": asdict(made)})


def _note(database: Database, ref: TaskRef, values: Mapping[str, Any]) -> Task:
    work_is_under_way = Equals("state", TaskState.RUNNING.value)
    file_is_not_made = Equals("made", None)
    change = Update(keys.task(ref), set=values, expect=(work_is_under_way, file_is_not_made))
    return written(database, change)


def begin_finishing(database: Database, ref: TaskRef, now: datetime) -> Task:
    """Claim the finish: one of those who see all lanes done wins.

    Raises:
        StateChanged: another one won, or the task was cancelled.
    """
    return written(database, change_of(ref, [TaskState.RUNNING], TaskState.FINISHING, now))


def begin_cancelling(database: Database, ref: TaskRef, cancellation: Cancellation) -> Task:
    """From here on no planner can open a gate.

    Raises:
        StateChanged: all its work is done.
    """
    note = {
        "at": cancellation.at.isoformat(),
        "by": cancellation.by,
        **({"reason": cancellation.reason} if cancellation.reason else {}),
        **({"doer": cancellation.doer} if cancellation.doer else {}),
        **({"via": cancellation.via} if cancellation.via != "staff" else {}),
        **({"gave_up": True} if cancellation.gave_up else {}),
    }
    open_ = CANCELLABLE - {TaskState.CANCELLING}
    change = change_of(
        ref,
        open_,
        TaskState.CANCELLING,
        cancellation.at,
        set_={"cancellation": note},
        remove=("pause",),
    )
    cancelling = written(database, change)
    tell(Moment.CANCELLED, cancelling)
    return cancelling


def state_is(state: TaskState) -> tuple[Clause, ...]:
    """The task is in this state still."""
    return (Equals("state", state.value),)


def change_of(
    ref: TaskRef,
    states: Iterable[TaskState],
    to: TaskState,
    now: datetime,
    *,
    set_: Mapping[str, Any] | None = None,
    add: Mapping[str, int] | None = None,
    remove: tuple[str, ...] = (),
    expect: tuple[Clause, ...] = (),
) -> Update:
    """From one of some states to another one."""
    allowed = tuple(sorted(state.value for state in states))
    return Update(
        keys.task(ref),
        set={"state": to.value, "moved_at": now.isoformat(), **(set_ or {})},
        add=add or {},
        remove=remove,
        expect=(OneOf("state", allowed), *expect),
    )


def written(database: Database, change: Update) -> Task:
    """The task after a change.

    Raises:
        StateChanged: a condition does not hold.
    """
    try:
        row = database.tasks.write(change)
    except ConditionFailed as refusal:
        raise StateChanged("the task has moved on") from refusal
    return from_row(row or {})
