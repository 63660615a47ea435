"""`legwork up`, `down`, `status`, `token`: the embedded stack itself."""

from typing import Annotated, Any

import typer

from cli import options
from cli.embedded import Running
from cli.invocation import Invocation
from cli.views.sign_in import sign_ins
from cli.views.words import facts, heading


def up(
    ctx: typer.Context,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Forget the data of earlier runs.")
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Start the embedded stack on this machine and deploy the service to it."""
    run = Invocation.of(ctx, as_json=as_json)
    running = run.stack.up(fresh=fresh, report=run.output.remark)
    _print(run, running)


def down(ctx: typer.Context, as_json: options.Json = False) -> None:
    """Stop the embedded stack; its data stay for the next `legwork up`."""
    run = Invocation.of(ctx, as_json=as_json)
    run.stack.down(report=run.output.remark)
    run.output.answer({"running": False}, "The embedded stack is stopped.")


def status(ctx: typer.Context, as_json: options.Json = False) -> None:
    """Say whether the embedded stack runs, and where."""
    run = Invocation.of(ctx, as_json=as_json)
    _print(run, run.stack.status())


def token(
    ctx: typer.Context,
    user: Annotated[str, typer.Argument(help="One of the users that `legwork status` names.")],
    as_json: options.Json = False,
) -> None:
    """Print a user's ID token, for curl and other programs."""
    run = Invocation.of(ctx, as_json=as_json)
    value = run.stack.token(user)
    if run.as_json:
        run.output.answer({"token": value})
    else:
        typer.echo(value)


def _print(run: Invocation, running: Running | None) -> None:
    document = _document(running)
    if running is None:
        run.output.answer(document, "The embedded stack is not running. Start it with: legwork up")
        return
    run.output.answer(
        document,
        heading("The embedded stack is running."),
        facts(
            **sign_ins(running, run.stack),
            API=running.api_url,
            region=running.region,
        ),
    )


def _document(running: Running | None) -> dict[str, Any]:
    if running is None:
        keys = ("api_url", "console_url", "users", "region")
        return {**dict.fromkeys(keys), "users": [], "running": False}
    return {
        "api_url": running.api_url,
        "console_url": running.console_url,
        "users": running.users,
        "region": running.region,
        "running": True,
    }
