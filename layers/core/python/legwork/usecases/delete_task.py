"""Delete an ended task: gone for its readers at once, and from the tables soon after."""

from __future__ import annotations

from legwork.domain.act import Doer
from legwork.domain.errors import StateChanged, WrongState
from legwork.domain.task import Task
from legwork.ports import Clock, Database, PurgeMessage, Queues
from legwork.store import ended_tasks


def delete_task(task: Task, *, by: Doer, database: Database, queues: Queues, clock: Clock) -> None:
    """Delete a task and its notification. What was not announced yet never will be.

    The notification of a cancelled task outlives the task: whoever launched it may not be the one
    who cancelled it, and reads it later.

    Raises:
        WrongState: it has not ended.
    """
    if not task.state.ended:
        raise WrongState("The task has not ended. Cancel it first.")
    try:
        ended_tasks.expire(database, task, clock.now(), by=by)
    except StateChanged:
        return
    queues.purge(PurgeMessage(task.ref))
