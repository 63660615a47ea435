"""`legwork permit`: save, bill out, show."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli import options
from cli.generated.contract import SavedPermitView
from cli.invocation import Invocation
from cli.launching import settle
from cli.saving import Terms, bill_out, jobs_of, permit_of, receipt_of, save_file
from cli.views.permit import jobs_table, permit_view, receipt_view, saved_view
from cli.views.words import plain

group = typer.Typer(help="Save permits, bill them out, look at them.")
Name = Annotated[str, typer.Argument(metavar="PERMIT", help="The permit's id.")]


class OnConflict(StrEnum):
    """What becomes of a reservation whose facility is already taken at that time."""

    ERROR = "error"
    WARN = "warn"


@group.command("save")
def save(
    ctx: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            exists=True,
            dir_okay=False,
            readable=True,
            help="CSV with the columns facility, starts_at, ends_at, amount_cents and event, and"
            " with setup_minutes and teardown_minutes if they count.",
        ),
    ],
    permit: Annotated[
        str, typer.Option(help="Id of the permit; a column of that name does not count.")
    ],
    holder: Annotated[str, typer.Option(help="Id of the permit's holder, who will be billed.")],
    on_conflict: Annotated[
        OnConflict,
        typer.Option(help="A double booking is an error, or saved with a warning."),
    ] = OnConflict.ERROR,
    prompt: Annotated[list[str] | None, typer.Option(help="A question of the checkout.")] = None,
    waiver: Annotated[list[str] | None, typer.Option(help="A waiver to be signed.")] = None,
    form: Annotated[list[str] | None, typer.Option(help="A form to be filled in.")] = None,
    no_wait: options.NoWait = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Save a permit's reservations; 200 or more are saved in the background."""
    run = Invocation.of(ctx, user, as_json)
    requirements = {"prompts": prompt or (), "waivers": waiver or (), "forms": form or ()}
    terms = Terms(holder=holder, on_conflict=on_conflict, requirements=requirements)
    answer = save_file(run.api, permit, file, terms)
    if answer.launched:
        settle(run, answer.document, wait=not no_wait)
        return
    saved: SavedPermitView = answer.document
    run.output.answer(saved, saved_view(saved))
    if saved["saved"]["errors"]:
        raise typer.Exit(1)


@group.command("billout")
def billout(
    ctx: typer.Context,
    permit: Name,
    no_wait: options.NoWait = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Bill all unbilled reservations; 100 or more are billed in the background."""
    run = Invocation.of(ctx, user, as_json)
    answer = bill_out(run.api, permit)
    if answer.launched:
        settle(run, answer.document, wait=not no_wait)
        return
    if answer.document["id"] is None:
        run.output.answer(
            answer.document,
            f"There is nothing to bill: permit {plain(permit)} has no reservation that is not "
            "billed yet.",
        )
        return
    receipt = receipt_of(run.api, answer.document["id"])
    run.output.answer(receipt, receipt_view(receipt))


@group.command("jobs")
def jobs(
    ctx: typer.Context, permit: Name, user: options.User = None, as_json: options.Json = False
) -> None:
    """List the last 25 background jobs of a permit, newest first."""
    run = Invocation.of(ctx, user, as_json)
    found = jobs_of(run.api, permit)
    run.output.answer(
        found, jobs_table(found["jobs"]) if found["jobs"] else "It has no background jobs."
    )


@group.command("show")
def show(
    ctx: typer.Context, permit: Name, user: options.User = None, as_json: options.Json = False
) -> None:
    """Show a permit with its counts and totals."""
    run = Invocation.of(ctx, user, as_json)
    found = permit_of(run.api, permit)
    run.output.answer(found, permit_view(found))
