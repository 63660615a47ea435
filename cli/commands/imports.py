"""`legwork import`: records from a file."""

from pathlib import Path
from typing import Annotated

import typer

from cli import options
from cli.invocation import Invocation
from cli.launching import import_reservations, settle
from cli.uploads import upload

group = typer.Typer(help="Import records from a CSV file.")


@group.command("reservations")
def reservations(
    ctx: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            exists=True,
            dir_okay=False,
            readable=True,
            help="CSV with the columns permit, event, facility, starts_at, ends_at, amount_cents.",
        ),
    ],
    no_wait: options.NoWait = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Import reservations of any number of permits; bad rows are told with their line."""
    run = Invocation.of(ctx, user, as_json)
    run.output.remark(f"Uploading {file.name}")
    settle(run, import_reservations(run, upload(run.api, file)), wait=not no_wait)
