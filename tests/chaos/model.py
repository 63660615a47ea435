"""What the promises say of one task: the model that ``test_life`` holds beside the engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from legwork.domain.progress import Progress
from legwork.domain.task import Task, TaskState

Q, P, R, F, C, S = (
    TaskState.QUEUED,
    TaskState.PLANNING,
    TaskState.RUNNING,
    TaskState.FINISHING,
    TaskState.CANCELLING,
    TaskState.PAUSED,
)
COMPLETED, FAILED, CANCELLED = TaskState.COMPLETED, TaskState.FAILED, TaskState.CANCELLED
LATER = {
    Q: {P, R, S, F, C, COMPLETED, FAILED, CANCELLED},
    P: {R, S, Q, F, C, COMPLETED, FAILED, CANCELLED},
    R: {S, Q, F, C, COMPLETED, FAILED, CANCELLED},
    S: {Q, P, R, F, C, COMPLETED, FAILED, CANCELLED},
    F: {COMPLETED, FAILED},
    C: {CANCELLED, FAILED},
    COMPLETED: set[TaskState](),
    FAILED: set[TaskState](),
    CANCELLED: set[TaskState](),
}
"""What may come after what, as docs/architecture.md draws it."""


@dataclass(slots=True)
class Model:
    """What is known of a task from what was seen and answered."""

    state: TaskState = Q
    total: int = 0
    receipt: Progress | None = None
    """Of the answer to its cancel: nothing changes any more."""
    gone_at: datetime | None = None
    """Known once it has ended."""

    def see(self, task: Task) -> None:
        """Look at the task as it is now: it only ever moves on."""
        assert task.state is self.state or task.state in LATER[self.state]
        assert self.total in (0, task.total)
        self.state, self.total = task.state, task.total
        if task.state.ended and self.gone_at is None:
            self.gone_at = _gone_at(task)


def _gone_at(task: Task) -> datetime:
    """As the promise says: 60 days after the end, or ten minutes after the cancel."""
    if task.state is CANCELLED:
        assert task.cancellation is not None
        return (task.cancellation.at + timedelta(minutes=10)).replace(microsecond=0)
    assert task.ended_at is not None
    return (task.ended_at + timedelta(days=60)).replace(microsecond=0)
