"""See what tasks of an account wait for: a turn, the rate of mail, somebody to let them go on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from legwork.domain.progress import Progress
from legwork.domain.task import Task, TaskRef, TaskState
from legwork.domain.waiting import Waiting, WaitsFor
from legwork.ports import Clock, Database
from legwork.store import holds, sending, turns

_LINE = 1_000
"""Tasks that are counted in a line of those that wait for a turn; behind them, it says as many."""


def see_waiting(
    seen: Iterable[tuple[Task, Progress]], *, account: str, database: Database, clock: Clock
) -> dict[TaskRef, Waiting]:
    """What each of these tasks waits for, if it does: in a read or two for each thing.

    Args:
        seen: tasks of one account with their progress.
        account: which account.
        database, clock: the ports.
    """
    every = list(seen)
    found: dict[TaskRef, Waiting] = {
        task.ref: Waiting(WaitsFor.PAUSE, since=task.pause)
        for task, _ in every
        if task.state is TaskState.PAUSED
    }
    found |= {task.ref: Waiting(WaitsFor.APPROVAL) for task, _ in every if waits_for_approval(task)}
    if queued := [task for task, _ in every if _may_wait_for_turn(task)]:
        found |= _queued(queued, account, database)
    mailing = [task.ref for task, progress in every if _only_mails(task, progress)]
    if mailing and sending.is_booked(database, account, clock.now()):
        found |= dict.fromkeys(mailing, Waiting(WaitsFor.RATE))
    return found


def waits_for_approval(task: Task) -> bool:
    """Whether a preview cannot be launched before somebody else has approved it."""
    return task.needs_approval and task.approval is None and task.run_by is None


def _queued(queued: Sequence[Task], account: str, database: Database) -> dict[TaskRef, Waiting]:
    """Those that are held, and those that stand in the line."""
    held = holds.find(database, account, {task.kind for task in queued})
    line = turns.first_waiting(database, account, _LINE)
    places = {ref: place for place, ref in enumerate(line)}
    found = {
        task.ref: Waiting(WaitsFor.TURN, places[task.ref]) for task in queued if task.ref in places
    }
    return found | {
        task.ref: Waiting(WaitsFor.HOLD, since=held[task.kind])
        for task in queued
        if task.kind in held
    }


def _may_wait_for_turn(task: Task) -> bool:
    return task.state is TaskState.QUEUED and task.ref.listed and not task.turn


def _only_mails(task: Task, progress: Progress) -> bool:
    return task.state is TaskState.RUNNING and not progress.remaining and progress.notices.open > 0
