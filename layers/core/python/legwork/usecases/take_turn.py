"""Take a turn: a queued task begins when its account may run one more and none waits before it."""

from __future__ import annotations

from legwork.domain.errors import StateChanged
from legwork.domain.task import Task
from legwork.ports import Clock, Database, PlanMessage, Queues
from legwork.store import limits, tasks, turns

_LOOKS = 3
"""How often a task looks for a turn before it is left to whoever gives one back."""


def take_turn(
    task: Task, *, running_max: int, database: Database, queues: Queues, clock: Clock
) -> Task | None:
    """The task with its turn, or nothing: then it waits, and is called when its turn comes.

    Unlisted tasks, which are driven to their end within their call, need none.

    Args:
        task: as it was read just now.
        running_max: how many of an account's listed tasks may run at once, unless operators have
            set another number for this one.
        database, queues, clock: the ports.
    """
    if not _needs_turn(task):
        return task
    held, granted = limits.for_turn(database, task.ref.account, task.kind)
    running_max = granted.running_tasks or running_max
    if held:
        _hold(task, running_max=running_max, database=database, queues=queues)
        return None
    for _ in range(_LOOKS):
        if may_begin(task, running_max=running_max, database=database):
            try:
                return turns.take(database, task, running_max, clock.now())
            except turns.NoneFree:
                pass
            except StateChanged:
                current = tasks.load(database, task.ref)
                return current if current and current.turn else None
        try:
            turns.wait(database, task)
        except StateChanged:
            return None
        # Whoever gave a turn back before this row was there could not see it: look again.
        if not may_begin(task, running_max=running_max, database=database):
            break
    call_waiting(task.ref.account, running_max=running_max, database=database, queues=queues)
    return None


def _hold(task: Task, *, running_max: int, database: Database, queues: Queues) -> None:
    """It waits outside the line, where it would keep others from their turns.

    The watchdog calls it once the hold is lifted.
    """
    turns.step_aside(database, task)
    call_waiting(task.ref.account, running_max=running_max, database=database, queues=queues)


def may_begin(task: Task, *, running_max: int, database: Database) -> bool:
    """Whether a task needs no turn, or nobody waits, or one is free for it and all before it.

    Where nobody waits there may be none all the same: to take one tells.
    """
    if not _needs_turn(task):
        return True
    waiting = turns.first_waiting(database, task.ref.account, running_max)
    if not waiting:
        return True
    free = turns.free(database, task.ref.account, running_max)
    if len(waiting) < free:
        return True
    return free > 0 and task.ref.id <= waiting[free - 1].id


def call_waiting(account: str, *, running_max: int, database: Database, queues: Queues) -> None:
    """Queue the planning of as many waiting tasks as there are free turns.

    One that is called twice takes one turn.

    Args:
        account: whose.
        running_max: how many of its tasks may run at once.
        database, queues: the ports.
    """
    if waiting := turns.first_waiting(database, account, running_max):
        for ref in waiting[: turns.free(database, account, running_max)]:
            queues.plan(PlanMessage(ref))


def _needs_turn(task: Task) -> bool:
    return task.ref.listed and not task.turn
