"""`legwork statements send`: what families owe, made and mailed."""

from typing import Annotated

import typer

from cli import options
from cli.amounts import cents
from cli.commands.money import Classes, Everyone, Families, Keywords
from cli.failures import WrongUsage
from cli.invocation import Invocation
from cli.kinds import launch
from cli.launching import settle

group = typer.Typer(help="Send statements.")


@group.command("send", epilog="Example: legwork statements send --everyone --not-autopay --min 5")
def send(
    ctx: typer.Context,
    everyone: Everyone = False,
    classes: Classes = None,
    families: Families = None,
    keywords: Keywords = None,
    lists: Annotated[
        list[str] | None, typer.Option("--list", "--lists", help="Families on a saved list.")
    ] = None,
    minimum: Annotated[
        str | None, typer.Option("--min", help="Only who owes so much, such as 5.00.")
    ] = None,
    older: Annotated[
        int | None, typer.Option("--older-than", help="Only who owes for over 30, 60 or 90 days.")
    ] = None,
    location: Annotated[str | None, typer.Option(help="Only families of it.")] = None,
    inactive: Annotated[
        bool, typer.Option("--inactive", help="Also to families that are not active.")
    ] = False,
    autopay: Annotated[
        bool | None,
        typer.Option("--autopay/--not-autopay", help="Only who pays by drafts, or who does not."),
    ] = None,
    note: Annotated[str | None, typer.Option(help="Stands in each mail.")] = None,
    force: Annotated[bool, typer.Option("--force", help="A second one on the same day.")] = False,
    param: options.Params = None,
    no_wait: options.NoWait = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Send each family with a balance its statement, as a link in a mail."""
    chosen = {"classes": classes, "families": families, "keywords": keywords, "lists": lists}
    if not everyone and not any(chosen.values()):
        raise WrongUsage("To whom? Name families or classes, or say --everyone.")
    pays = {None: None, True: "autopay", False: "not_autopay"}[autopay]
    said = {
        "everyone": "true" if everyone else None,
        "minimum_cents": None if minimum is None else cents("--min", minimum),
        "older_than_days": older,
        "location": location,
        "active": "all" if inactive else None,
        "autopay": pays,
        "note": note,
        "force": "true" if force else None,
    }
    given = [f"{name}={value}" for name, values in chosen.items() for value in values or ()]
    given += [f"{name}={value}" for name, value in said.items() if value is not None]
    run = Invocation.of(ctx, user, as_json)
    task = launch(run.api, "send_statements", [*given, *(param or ())], None)
    settle(run, task, wait=not no_wait)
