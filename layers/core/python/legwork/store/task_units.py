"""Units that the writes of a task's own row take: it is in indexes, which are written with it."""

from __future__ import annotations

from legwork.domain.errors import NotStorable
from legwork.domain.spent import Spent, units_of
from legwork.domain.storable import row_size
from legwork.domain.task import Task, TaskState
from legwork.store import keys
from legwork.store.task_rows import to_row

_TOLD = 2 + 2
"""Of an announcement: the notification, and what is added to the month."""
_ASKED = 2
"""Of that of a preview which somebody has to approve: the notification of those who may."""
_READ = 2
"""Units read by whoever announces: the task, and whether others wait for its turn."""


def of_row(task: Task, *, ends: bool = False) -> Spent:
    """What a transaction takes that writes the row of a task, its indexes included.

    Args:
        task: as it is written.
        ends: whether it ends by that: then the index of what is active is written in any case.
    """
    listed = task.ref.listed
    is_active = ends or not task.state.ended or task.unannounced
    looked_after = is_active or task.state is TaskState.CANCELLED
    copies = 1 + listed + (listed and task.subject is not None) + looked_after
    try:
        size = row_size(keys.task(task.ref), to_row(task))
    except NotStorable:
        # It is for the store to refuse it.
        size = 0
    return Spent(writes=2 * copies * units_of(size))


def of_announcement(ended: Task) -> Spent:
    """What the announcement of an end will take, which comes when all is counted."""
    if not ended.unannounced:
        return Spent()
    told = Spent(_READ, _TOLD + _ASKED * ended.needs_approval)
    return told + of_row(ended)
