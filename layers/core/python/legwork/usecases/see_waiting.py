"""See what tasks of an account wait for: a turn, or the rate at which it may send mail."""

from __future__ import annotations

from collections.abc import Iterable

from legwork.domain.progress import Progress
from legwork.domain.task import Task, TaskRef, TaskState
from legwork.domain.waiting import Waiting, WaitsFor
from legwork.ports import Clock, Database
from legwork.store import sending, turns

_LINE = 1_000
"""Tasks that are counted in a line of those that wait for a turn; behind them, it says as many."""


def see_waiting(
    seen: Iterable[tuple[Task, Progress]], *, account: str, database: Database, clock: Clock
) -> dict[TaskRef, Waiting]:
    """What each of these tasks waits for, if it does: in at most one read for either thing.

    Args:
        seen: tasks of one account with their progress.
        account: which account.
        database, clock: the ports.
    """
    found: dict[TaskRef, Waiting] = {}
    every = list(seen)
    queued = {task.ref for task, _ in every if _may_wait_for_turn(task)}
    if queued:
        line = turns.first_waiting(database, account, _LINE)
        places = {ref: place for place, ref in enumerate(line)}
        found |= {ref: Waiting(WaitsFor.TURN, places[ref]) for ref in queued & places.keys()}
    mailing = [task.ref for task, progress in every if _only_mails(task, progress)]
    if mailing and sending.is_booked(database, account, clock.now()):
        found |= dict.fromkeys(mailing, Waiting(WaitsFor.RATE))
    return found


def _may_wait_for_turn(task: Task) -> bool:
    return task.state is TaskState.QUEUED and task.ref.listed and not task.turn


def _only_mails(task: Task, progress: Progress) -> bool:
    return task.state is TaskState.RUNNING and not progress.remaining and progress.notices.open > 0
