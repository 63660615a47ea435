"""Find the tasks that are stuck: which, why, since when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from legwork.domain.errors import Unreadable
from legwork.domain.lane import Lane
from legwork.domain.progress import Progress, progress_of
from legwork.domain.task import Task, TaskState
from legwork.ports import Database
from legwork.store import holds, lanes, tasks, turns

_LINE = 1_000
_SHOWN = 5
"""Lanes that are named; of more it is said how many."""


@dataclass(frozen=True, slots=True)
class Stuck:
    """A task that does not move although nothing keeps it from it."""

    task: Task
    why: str
    since: datetime
    progress: Progress


def stuck_tasks(*, still_since: datetime, database: Database) -> Iterator[Stuck]:
    """The tasks of all accounts that have not moved since a moment, and should have.

    Not those that are paused or on hold, or wait for a turn of their account.

    Args:
        still_since: what has moved after this is left out.
        database: the tables.
    """
    for ref in tasks.active(database):
        try:
            task = tasks.load(database, ref)
            found = _look(task, still_since, database) if task else None
        except Unreadable:
            # The watchdog raises an alarm of it: no row says what could be shown here.
            continue
        if found is not None:
            yield found


def _look(task: Task, still_since: datetime, database: Database) -> Stuck | None:
    moved_at = task.moved_at or task.created_at
    if task.state.ended:
        ended_at = task.ended_at or moved_at
        if not task.unannounced or ended_at > still_since:
            return None
        return Stuck(task, "It has ended, and that is not announced.", ended_at, _of(task))
    if task.state is TaskState.RUNNING:
        return _running(task, still_since, database)
    if moved_at > still_since or task.state is TaskState.PAUSED:
        return None
    if task.state is TaskState.QUEUED and _waits(task, database):
        return None
    return Stuck(task, _WHY[task.state], moved_at, _of(task))


_WHY = {
    TaskState.QUEUED: "Its planning has not begun: the message is lost, or planners fail.",
    TaskState.PLANNING: "Its planning does not get on: the planner died, or fails each time.",
    TaskState.FINISHING: "All is done, but its results are not posted.",
    TaskState.CANCELLING: "It was cancelled, but its end is not written.",
}


def _waits(task: Task, database: Database) -> bool:
    account = task.ref.account
    if not task.ref.listed or task.turn:
        return False
    held = holds.find(database, account, [task.kind])
    return bool(held) or task.ref in turns.first_waiting(database, account, _LINE)


def _running(task: Task, still_since: datetime, database: Database) -> Stuck | None:
    found = lanes.load_all(database, task)
    still = [lane for lane in found if not lane.settled and lane.moved_at <= still_since]
    if still:
        since = min(lane.moved_at for lane in still)
        return Stuck(task, _why(still, len(found)), since, progress_of(task, found))
    last = max((lane.moved_at for lane in found), default=task.moved_at or task.created_at)
    if any(not lane.settled for lane in found) or last > still_since:
        return None
    why = "All lanes are done, but it is not finished."
    return Stuck(task, why, last, progress_of(task, found))


def _why(still: list[Lane], every: int) -> str:
    names = ", ".join(str(lane.number) for lane in still[:_SHOWN])
    more = f" and {len(still) - _SHOWN} more" if len(still) > _SHOWN else ""
    mail = sum(lane.done for lane in still)
    what = "wait for their mail or cards" if mail == len(still) else "do not move"
    return f"Lanes {names}{more} of {every} {what}."


def _of(task: Task) -> Progress:
    return progress_of(task, ())
