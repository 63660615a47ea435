"""Push a task on that does not move: whatever message or worker it was waiting for is lost (P4)."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from legwork.domain.chronicle import Moment, tell
from legwork.domain.errors import StateChanged
from legwork.domain.lane import Gate, Token
from legwork.domain.retention import Retention
from legwork.domain.task import UNPLANNED, Task, TaskState
from legwork.ports import Clock, Database, Files, PlanMessage, PurgeMessage, Queues
from legwork.store import gates, lanes
from legwork.usecases.cancel_task import settle_cancel
from legwork.usecases.carry_on import open_gates, token_for
from legwork.usecases.finish_task import finish_if_done
from legwork.usecases.give_up_task import given_up_where_unreadable
from legwork.usecases.send_on import send_on
from legwork.usecases.take_turn import may_begin


def push_on(
    task: Task,
    *,
    still_since: datetime,
    running_max: int,
    database: Database,
    files: Files,
    queues: Queues,
    clock: Clock,
    retention: Retention,
) -> bool:
    """Do what has to be done next for a task that has not ended, or is overdue for its purge.

    Args:
        task: as it was read just now.
        still_since: what has moved after this is left alone.
        running_max: how many of an account's listed tasks may run at once.
        database, files, queues, clock: the ports.
        retention: how long rows stay.

    Returns:
        Whether it stood still, and was given another message.
    """
    database.tab.open()
    still = (task.moved_at or task.created_at) <= still_since
    if task.expires_at is not None:
        if task.expires_at <= still_since:
            queues.purge(PurgeMessage(task.ref))
    elif task.state in UNPLANNED and still:
        if may_begin(task, running_max=running_max, database=database):
            queues.plan(PlanMessage(task.ref))
            tell(Moment.PUSHED_ON, task)
            return True
    elif task.state is TaskState.CANCELLING and still:
        settle_cancel(
            task, database=database, files=files, queues=queues, clock=clock, retention=retention
        )
    elif task.state is TaskState.PAUSED:
        with suppress(StateChanged):
            _shut_again(task, database)
    elif task.state is TaskState.RUNNING or (task.state is TaskState.FINISHING and still):
        with given_up_where_unreadable(
            task, database=database, files=files, queues=queues, clock=clock, retention=retention
        ):
            _open_again(task, still_since, database, queues, clock)
            tokens, staged = _nudge_still_lanes(task, still_since, database, clock.now())
            if tokens:
                queues.run(tokens)
            pushed = bool(tokens or staged)
            if pushed:
                tell(Moment.PUSHED_ON, task, lanes=len({*staged, *(one.lane for one in tokens)}))
            send_on(task, staged, queues)
            finish_if_done(
                task,
                database=database,
                files=files,
                queues=queues,
                clock=clock,
                retention=retention,
            )
            return pushed
    return False


def _shut_again(task: Task, database: Database) -> None:
    """Whoever paused the task may have died before the last gate was shut."""
    found = lanes.load_of(database, [task])[task.ref]
    if any(lane.gate is Gate.OPEN for lane in found):
        gates.shut(database, task, task.gate_number)


def _open_again(
    task: Task, still_since: datetime, database: Database, queues: Queues, clock: Clock
) -> None:
    """Whoever resumed the task may have died before the last gate was open."""
    moved_at = task.moved_at or task.created_at
    if task.state is not TaskState.RUNNING or not task.gate_number or moved_at > still_since:
        return
    behind = [
        lane.number
        for lane in lanes.load_all(database, task)
        if lane.gate is Gate.SHUT and lane.gate_number < task.gate_number
    ]
    with suppress(StateChanged):
        open_gates(task, behind, database=database, queues=queues, clock=clock)


def _nudge_still_lanes(
    task: Task, still_since: datetime, database: Database, now: datetime
) -> tuple[list[Token], list[int]]:
    """A token for each lane with batches left, and the numbers of those with notices left."""
    tokens, staged = [], []
    for lane in lanes.load_all(database, task):
        if lane.settled or lane.moved_at > still_since:
            continue
        try:
            lanes.mark_nudged(database, task.ref, lane, now)
        except StateChanged:
            continue
        if not lane.done:
            tokens.append(token_for(task, lane))
        if lane.notices.open:
            staged.append(lane.number)
    return tokens, staged
