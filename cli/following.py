"""Follows a task until it has ended."""

from collections.abc import Callable, Iterator

from cli.api import Api, segment
from cli.generated.contract import TaskView

POLL_SECONDS = 0.5
ENDED = frozenset({"completed", "failed", "cancelled"})
UNHAPPY = frozenset({"Errors", "Failed", "Canceled"})


def path_of(task_id: str) -> str:
    """Where a task is read."""
    return f"/v1/tasks/{segment(task_id)}"


def has_ended(task: TaskView) -> bool:
    """Whether nothing more will happen to a task."""
    return task["state"] in ENDED


def went_well(task: TaskView) -> bool:
    """Whether an ended task did what it was asked, perhaps with warnings."""
    return task["status"] not in UNHAPPY


def follow(
    api: Api, task_id: str, *, pause: Callable[[float], None], every: float = POLL_SECONDS
) -> Iterator[TaskView]:
    """Read a task again and again; yields it whenever it has changed, at last when it has ended.

    Args:
        api: where to read it.
        task_id: its ULID.
        pause: waits that many seconds between two reads.
        every: seconds between two reads.
    """
    etag: str | None = None
    while True:
        answer = api.changed(path_of(task_id), etag)
        if answer is not None:
            etag = answer.etag
            task: TaskView = answer.document
            yield task
            if has_ended(task):
                return
        pause(every)
