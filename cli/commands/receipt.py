"""`legwork receipt`: what a bill-out posted."""

from typing import Annotated

import typer

from cli import options
from cli.invocation import Invocation
from cli.saving import receipt_of
from cli.views.permit import left_of, lines_total, receipt_view

group = typer.Typer(help="Look at receipts.")


@group.command("show")
def show(
    ctx: typer.Context,
    receipt: Annotated[str, typer.Argument(metavar="RECEIPT", help="The receipt's id.")],
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Show a receipt, and whether its lines add up to its total."""
    run = Invocation.of(ctx, user, as_json)
    found = receipt_of(run.api, receipt)
    run.output.answer(found, receipt_view(found))
    if lines_total(found) != left_of(found):
        raise typer.Exit(1)
