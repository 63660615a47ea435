"""`legwork student`: make a student."""

from typing import Annotated

import typer

from cli import options
from cli.api import segment
from cli.invocation import Invocation
from cli.making import make

group = typer.Typer(help="Make students.")


@group.command("add", epilog="Example: legwork student add S31 --family F001 --name 'Bo Moss'")
def add(
    ctx: typer.Context,
    student: Annotated[str, typer.Argument(metavar="STUDENT", help="The student's id.")],
    family: Annotated[str, typer.Option(help="Id of the family; it is there, and it stays.")],
    name: Annotated[str | None, typer.Option(help="What the student is called.")] = None,
    birth_day: Annotated[str | None, typer.Option(help="Day of birth, YYYY-MM-DD.")] = None,
    keywords: Annotated[
        list[str] | None, typer.Option("--keyword", "--keywords", help="Once for each.")
    ] = None,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Make a student of a family; one that is there stays as it is."""
    run = Invocation.of(ctx, user, as_json)
    given = {
        "family": family,
        "name": name,
        "birth_day": birth_day,
        "keywords": keywords or None,
    }
    made = make(run, f"/v1/students/{segment(student)}", given)
    run.output.answer(made, f"{made['name'] or made['id']} belongs to family {made['family']}.")
