"""`legwork kinds`, `launch`: a task of any kind."""

from typing import Annotated

import typer

from cli import completion, options
from cli.failures import WrongUsage
from cli.invocation import Invocation
from cli.kinds import kinds_of, launch_preview
from cli.kinds import launch as launch_of_kind
from cli.launching import settle
from cli.task_name import resolve
from cli.views.kind import kinds_view


def kinds(ctx: typer.Context, user: options.User = None, as_json: options.Json = False) -> None:
    """List the kinds of task that the user may launch, with their parameters."""
    run = Invocation.of(ctx, user, as_json)
    found = kinds_of(run.api)
    run.output.answer(
        {"kinds": found}, kinds_view(found) if found else "There is no kind that you may launch."
    )


def launch(
    ctx: typer.Context,
    kind: Annotated[
        str | None,
        typer.Argument(
            metavar="KIND", help="Such as permit_billout.", autocompletion=completion.kinds
        ),
    ] = None,
    param: options.Params = None,
    preview: Annotated[
        str | None,
        typer.Option(
            metavar="ID", help="Instead of a kind: do what this preview has shown, or leave it."
        ),
    ] = None,
    title: Annotated[
        str | None, typer.Option(help="What the task is called; its kind names it without.")
    ] = None,
    stop_errors: Annotated[
        int | None, typer.Option(min=1, help="Pause it once so many targets end in errors.")
    ] = None,
    stop_percent: Annotated[
        int | None, typer.Option(min=1, max=100, help="Pause it once such a share of them does.")
    ] = None,
    wait: Annotated[bool, typer.Option("--wait", help="Watch the task to its end.")] = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Launch a background task of a kind that `legwork kinds` lists, or what a preview showed."""
    run = Invocation.of(ctx, user, as_json)
    stop_when = {"errors": stop_errors, "error_percent": stop_percent}
    said = {name: value for name, value in stop_when.items() if value is not None}
    if preview is not None:
        if kind or param:
            raise WrongUsage("A preview has its kind and its parameters: name it alone.")
        launched = launch_preview(run.api, resolve(run.api, preview), title, said)
    elif kind is not None:
        launched = launch_of_kind(run.api, kind, param or (), title, said)
    else:
        raise WrongUsage("Name a kind of task or a preview. See: legwork --help")
    settle(run, launched, wait=wait)
