"""`legwork import`: records from a file."""

from pathlib import Path
from typing import Annotated

import typer

from cli import options
from cli.invocation import Invocation
from cli.launching import launch, settle
from cli.uploads import upload

group = typer.Typer(help="Import records from a CSV file.")
FILE = typer.Argument(metavar="FILE", exists=True, dir_okay=False, readable=True)


@group.command("reservations", epilog="Example: legwork import reservations bookings.csv")
def reservations(
    ctx: typer.Context,
    file: Annotated[Path, FILE],
    no_wait: options.NoWait = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Import reservations of any number of permits; bad rows are told with their line.

    The columns are permit, event, facility, starts_at, ends_at, amount_cents.
    """
    _import(Invocation.of(ctx, user, as_json), "reservations", file, wait=not no_wait)


@group.command("enrollments", epilog="Example: legwork import enrollments samples/enrollments.csv")
def enrollments(
    ctx: typer.Context,
    file: Annotated[Path, FILE],
    no_wait: options.NoWait = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Import enrollments, with the classes, families and students they name.

    The columns are class, student, family, email, enrolled_day, tuition_cents.
    """
    _import(Invocation.of(ctx, user, as_json), "enrollments", file, wait=not no_wait)


@group.command("sessions", epilog="Example: legwork import sessions samples/sessions.csv")
def sessions(
    ctx: typer.Context,
    file: Annotated[Path, FILE],
    no_wait: options.NoWait = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Import sessions of classes, with the classes they name.

    The columns are class, title, section, location, date, starts, ends, age_min, age_max.
    """
    _import(Invocation.of(ctx, user, as_json), "class_sessions", file, wait=not no_wait)


@group.command("staff", epilog="Example: legwork import staff staff.csv")
def staff(
    ctx: typer.Context,
    file: Annotated[Path, FILE],
    no_wait: options.NoWait = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Import staff who teach, so that classes can have them, and substitutes be found.

    The columns are staff, name, email, phone, location.
    """
    _import(Invocation.of(ctx, user, as_json), "staff", file, wait=not no_wait)


def _import(run: Invocation, entity: str, file: Path, *, wait: bool) -> None:
    run.output.remark(f"Uploading {file.name}")
    params = {"entity": entity, "upload_id": upload(run.api, file)}
    settle(run, launch(run, "import_records", params), wait=wait)
