"""Carry a task on that was resumed, is planned, and has its turn: open its gates, send tokens."""

from __future__ import annotations

from collections.abc import Iterable

from legwork.domain.errors import StateChanged
from legwork.domain.lane import Lane, Token
from legwork.domain.retention import Retention
from legwork.domain.task import Task
from legwork.ports import Clock, Database, Files, Queues
from legwork.store import gates, pauses
from legwork.usecases.finish_task import finish_if_done
from legwork.usecases.send_on import send_on


def carry_on(
    task: Task,
    *,
    database: Database,
    files: Files,
    queues: Queues,
    clock: Clock,
    retention: Retention,
) -> None:
    """Let a queued task go on where it stood; do nothing when it does, or was stopped again.

    Args:
        task: planned, with its turn.
        database, files, queues, clock: the ports.
        retention: how long it stays.
    """
    try:
        running = pauses.go_on(database, task, clock.now())
        open_gates(running, running.lanes, database=database, queues=queues, clock=clock)
    except StateChanged:
        return
    finish_if_done(
        running, database=database, files=files, queues=queues, clock=clock, retention=retention
    )


def open_gates(
    task: Task, numbers: Iterable[int], *, database: Database, queues: Queues, clock: Clock
) -> None:
    """Open gates of a running task, and send each lane what drives it.

    Raises:
        StateChanged: it was paused again or cancelled, or is being purged.
    """
    opened = gates.open_(database, task, numbers, clock.now())
    if tokens := [token_for(task, lane) for lane in opened if not lane.done]:
        queues.run(tokens)
    send_on(task, [lane.number for lane in opened if lane.notices.open], queues)


def token_for(task: Task, lane: Lane) -> Token:
    """A fresh token for a lane that seems to have lost its own."""
    return Token(task.ref, lane.number, lane.token + 1, lane.cursor)
