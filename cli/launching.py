"""What follows a call that may have launched a task."""

from collections.abc import Mapping
from typing import Any

import typer

from cli.following import went_well
from cli.generated.contract import TaskView
from cli.invocation import Invocation
from cli.progress import watch
from cli.views.task import ended, name_of


def settle(run: Invocation, task: TaskView, *, wait: bool) -> None:
    """Watch a launched task to its end, or just name it.

    Raises:
        typer.Exit: with 1, when the task ended otherwise than asked for.
    """
    if wait:
        conclude(run, watch(run, task))
        return
    run.output.answer(
        task, f"{name_of(task)} is launched. Watch it with: legwork watch {task['number']}"
    )


def conclude(run: Invocation, task: TaskView) -> None:
    """Print how a task ended.

    Raises:
        typer.Exit: with 1, when it ended otherwise than asked for.
    """
    run.output.answer(task, ended(task, run.api.url))
    if not went_well(task):
        raise typer.Exit(1)


def launch(run: Invocation, kind: str, params: Mapping[str, Any]) -> TaskView:
    """Launch a task of a kind."""
    body = {"kind": kind, "params": params}
    task: TaskView = run.api.launch("POST", "/v1/tasks", body).document
    return task
