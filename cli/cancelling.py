"""Cancels a task, also one that is half way."""

import httpx

from cli.api import Api
from cli.failures import Refused
from cli.following import follow, has_ended, path_of
from cli.generated.contract import TaskView
from cli.invocation import Invocation
from cli.progress import done_of
from cli.views.words import number

CLOSE_LOOK_SECONDS = 0.02


def cancel(api: Api, task_id: str, reason: str | None = None) -> TaskView:
    """Cancel a task; returns it with the receipt of the cancel.

    Raises:
        Refused: it has ended, or may not be cancelled.
    """
    body = {"reason": reason} if reason else {}
    receipt: TaskView = api.call("POST", f"{path_of(task_id)}/cancel", body=body).document
    return receipt


def cancel_half_way(run: Invocation, task: TaskView, reason: str) -> TaskView:
    """Cancel a task so that about half of its targets are done.

    Work goes on while the cancel is on its way, so it is sent when a quarter of them are.

    Returns:
        The task as it has ended: not as a cancelled one, when it was faster than its cancel.

    Raises:
        Refused: it may not be cancelled.
    """
    for seen in follow(run.api, task["id"], pause=run.pause, every=CLOSE_LOOK_SECONDS):
        task = seen
        if 4 * done_of(seen) >= seen["progress"]["total"] > 0:
            break
    if has_ended(task):
        return task
    run.output.remark(f"{number(done_of(task))} are done: cancel!")
    try:
        return cancel(run.api, task["id"], reason)
    except Refused as refused:
        if refused.status != httpx.codes.CONFLICT:
            raise
        # It has ended meanwhile: by itself, or by this very cancel, whose first answer was lost.
        *_, task = follow(run.api, task["id"], pause=run.pause)
        return task
