"""`legwork pause`, `resume`: stop a task for a while; `hold`, `release`: all of an account."""

from typing import Annotated, Any

import typer

from cli import options
from cli.commands.task import task_of
from cli.following import path_of
from cli.generated.contract import TaskView
from cli.invocation import Invocation
from cli.views.task import paused, resumed


def pause(
    ctx: typer.Context,
    task: options.TaskName,
    reason: Annotated[str | None, typer.Option(help="Kept with the task.")] = None,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Pause a task: nothing more of it is done until it is resumed."""
    run = Invocation.of(ctx, user, as_json)
    found = task_of(run.api, task)
    body = {"reason": reason} if reason else {}
    answer: TaskView = run.api.call("POST", f"{path_of(found['id'])}/pause", body=body).document
    run.output.answer(answer, paused(answer))


def resume(
    ctx: typer.Context,
    task: options.TaskName,
    no_threshold: Annotated[
        bool, typer.Option("--no-threshold", help="Let it go on however many errors there are.")
    ] = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Resume a paused task: it goes on where it stood."""
    run = Invocation.of(ctx, user, as_json)
    found = task_of(run.api, task)
    body: dict[str, Any] = {"stop_when": None} if no_threshold else {}
    answer: TaskView = run.api.call("POST", f"{path_of(found['id'])}/resume", body=body).document
    run.output.answer(answer, resumed(answer))


def hold(
    ctx: typer.Context,
    reason: Annotated[str | None, typer.Option(help="Told to whoever waits for a task.")] = None,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Put the account on hold: its tasks are paused, and new ones wait. For owners."""
    run = Invocation.of(ctx, user, as_json)
    body = {"reason": reason} if reason else {}
    answer = run.api.call("PUT", "/v1/account/hold", body=body).document
    run.output.answer(answer, "The account is on hold: none of its tasks runs.")


def release(ctx: typer.Context, user: options.User = None, as_json: options.Json = False) -> None:
    """Lift the account's hold: its tasks go on. For owners."""
    run = Invocation.of(ctx, user, as_json)
    answer = run.api.call("DELETE", "/v1/account/hold").document
    run.output.answer(answer, "The hold is lifted: the account's tasks go on.")
