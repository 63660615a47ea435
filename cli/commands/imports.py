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
Upsert = Annotated[
    bool,
    typer.Option("--upsert", help="Change what stands and says something else, too."),
]


@group.command("reservations", epilog="Example: legwork import reservations bookings.csv")
def reservations(
    ctx: typer.Context,
    file: Annotated[Path, FILE],
    upsert: Upsert = False,
    no_wait: options.NoWait = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Import reservations of any number of permits; bad rows are told with their line.

    The columns are permit, event, facility, starts_at, ends_at, amount_cents; setup_minutes and
    teardown_minutes may be left out.
    """
    run = Invocation.of(ctx, user, as_json)
    _import(run, "reservations", file, upsert=upsert, wait=not no_wait)


@group.command("enrollments", epilog="Example: legwork import enrollments samples/enrollments.csv")
def enrollments(
    ctx: typer.Context,
    file: Annotated[Path, FILE],
    upsert: Upsert = False,
    no_wait: options.NoWait = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Import enrollments, with the classes, families and students they name.

    The columns are class, student, family, email, enrolled_day, tuition_cents.
    """
    run = Invocation.of(ctx, user, as_json)
    _import(run, "enrollments", file, upsert=upsert, wait=not no_wait)


@group.command("families", epilog="Example: legwork import families samples/families.csv")
def families(
    ctx: typer.Context,
    file: Annotated[Path, FILE],
    upsert: Upsert = False,
    no_wait: options.NoWait = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Import families, and whether they agreed to mailings: nobody does without saying so.

    The columns are family, name, email, guardian, consent, consent_source, consent_at, keywords.
    """
    run = Invocation.of(ctx, user, as_json)
    _import(run, "families", file, upsert=upsert, wait=not no_wait)


@group.command("sessions", epilog="Example: legwork import sessions samples/sessions.csv")
def sessions(
    ctx: typer.Context,
    file: Annotated[Path, FILE],
    upsert: Upsert = False,
    no_wait: options.NoWait = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Import sessions of classes, with the classes they name.

    The columns are class, title, section, location, date, starts, ends, age_min, age_max.
    """
    run = Invocation.of(ctx, user, as_json)
    _import(run, "class_sessions", file, upsert=upsert, wait=not no_wait)


@group.command("charges", epilog="Example: legwork import charges open_charges.csv")
def charges(
    ctx: typer.Context,
    file: Annotated[Path, FILE],
    upsert: Upsert = False,
    no_wait: options.NoWait = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Import charges of families; what is posted already is never changed.

    The columns are charge, family, class, student, category, amount_cents, day, due_day, note.
    """
    run = Invocation.of(ctx, user, as_json)
    _import(run, "charges", file, upsert=upsert, wait=not no_wait)


@group.command("staff", epilog="Example: legwork import staff staff.csv")
def staff(
    ctx: typer.Context,
    file: Annotated[Path, FILE],
    upsert: Upsert = False,
    no_wait: options.NoWait = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Import staff who teach, so that classes can have them, and substitutes be found.

    The columns are staff, name, email, phone, location.
    """
    run = Invocation.of(ctx, user, as_json)
    _import(run, "staff", file, upsert=upsert, wait=not no_wait)


def _import(run: Invocation, entity: str, file: Path, *, upsert: bool, wait: bool) -> None:
    run.output.remark(f"Uploading {file.name}")
    params = {"entity": entity, "upload_id": upload(run.api, file)}
    if upsert:
        params["mode"] = "upsert"
    settle(run, launch(run, "import_records", params), wait=wait)
