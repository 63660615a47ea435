"""`legwork staff`: make staff who teach."""

from typing import Annotated

import typer

from cli import options
from cli.api import segment
from cli.invocation import Invocation
from cli.making import make

group = typer.Typer(help="Make staff who teach.")


@group.command("add", epilog="Example: legwork staff add ana --name 'Ana Fern'")
def add(
    ctx: typer.Context,
    staff: Annotated[str, typer.Argument(metavar="STAFF", help="The staff member's id.")],
    name: Annotated[str | None, typer.Option(help="What they are called.")] = None,
    email: Annotated[str | None, typer.Option(help="Where they are written to.")] = None,
    phone: Annotated[str | None, typer.Option(help="Where they are called.")] = None,
    location: Annotated[str | None, typer.Option(help="Where they mostly teach.")] = None,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Make a staff member who teaches; one that is there stays as it is. This is no login."""
    run = Invocation.of(ctx, user, as_json)
    given = {"name": name, "email": email, "phone": phone, "location": location}
    made = make(run, f"/v1/staff/{segment(staff)}", given)
    run.output.answer(made, f"{made['name'] or made['id']} can be given classes.")
