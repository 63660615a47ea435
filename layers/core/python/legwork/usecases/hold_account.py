"""Hold an account: its tasks are paused, and new ones wait, until the hold is lifted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from legwork.domain.act import Act, ActName, Doer, said
from legwork.domain.errors import NotFound, WrongState
from legwork.domain.hold import Hold
from legwork.domain.retention import Retention
from legwork.domain.task import Task, TaskState
from legwork.ports import Clock, Database, Files, Queues
from legwork.store import holds, keys, tasks, turns
from legwork.usecases.pause_task import pause_task
from legwork.usecases.resume_task import resume_task
from legwork.usecases.take_turn import call_waiting

_PAGE = 100
_LOOK_BACK = 300
"""Tasks that are looked at when a hold is lifted, newest first; older ones the watchdog resumes."""


def hold_account(
    account: str,
    hold: Hold,
    *,
    by: Doer,
    running_max: int,
    database: Database,
    queues: Queues,
    clock: Clock,
) -> None:
    """Put an account on hold: when this has answered, none of its listed tasks commits anything.

    From the first write on no task gets a turn; then those that have one are paused. What this call
    leaves undone when it dies, the watchdog does.

    Args:
        account: which.
        hold: when and why.
        by: who puts it on hold.
        running_max: how many of its listed tasks may run at once.
        database, queues, clock: the ports.
    """
    act = Act(
        account=account,
        name=ActName.ACCOUNT_HELD,
        by=by,
        at=hold.at,
        detail=said(reason=hold.reason),
    )
    holds.put(database, account, hold, act)
    for task in _with_turns(database, account):
        pause_for_hold(
            task, hold, running_max=running_max, database=database, queues=queues, clock=clock
        )


def pause_for_hold(
    task: Task,
    hold: Hold,
    *,
    running_max: int,
    database: Database,
    queues: Queues,
    clock: Clock,
) -> None:
    """Pause a task that runs beside a hold; it goes on by itself once that is lifted."""
    with suppress(WrongState, NotFound):
        pause_task(
            task,
            by=None,
            reason=hold.reason,
            hold=hold,
            running_max=running_max,
            database=database,
            queues=queues,
            clock=clock,
        )


def lift_hold(
    account: str,
    *,
    by: Doer,
    running_max: int,
    database: Database,
    files: Files,
    queues: Queues,
    clock: Clock,
    retention: Retention,
) -> None:
    """Lift an account's hold: what it paused goes on, and what waited gets its turns.

    What somebody paused by hand stays paused. What this call leaves undone, the watchdog does.

    Args:
        account: which.
        by: who lifts it.
        running_max: how many of its listed tasks may run at once.
        database, files, queues, clock: the ports.
        retention: how long tasks stay.
    """
    act = Act(account=account, name=ActName.HOLD_LIFTED, by=by, at=clock.now())
    holds.lift(database, account, act)
    for looked_at, task in enumerate(_tasks(database, account)):
        if looked_at >= _LOOK_BACK:
            break
        if task.state is TaskState.PAUSED and task.pause and task.pause.hold:
            with suppress(WrongState, NotFound):
                resume_task(
                    task,
                    by=None,
                    running_max=running_max,
                    database=database,
                    files=files,
                    queues=queues,
                    clock=clock,
                    retention=retention,
                )
    call_waiting(account, running_max=running_max, database=database, queues=queues)


def _with_turns(database: Database, account: str) -> Iterator[Task]:
    """The tasks that have turns: as many as the row of turns counts, and it counts no more."""
    left = turns.taken(database, account)
    for task in _tasks(database, account):
        if left <= 0:
            return
        if task.turn and not task.state.ended:
            left -= 1
            yield task


def _tasks(database: Database, account: str) -> Iterator[Task]:
    """The account's listed tasks, newest first, as the table has them."""
    before = None
    while True:
        page, before = tasks.page_before(
            database, keys.account(account), index=None, before=before, limit=_PAGE
        )
        yield from page
        if before is None:
            return
