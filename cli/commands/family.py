"""`legwork family`: look at a family, and correct it."""

from typing import Annotated, Any

import typer

from cli import options
from cli.api import segment
from cli.failures import WrongUsage
from cli.invocation import Invocation
from cli.views.family import family_view

group = typer.Typer(help="Look at families, and correct them.")
Family = Annotated[str, typer.Argument(metavar="FAMILY", help="The family's id.")]


@group.command("show", epilog="Example: legwork family show F001")
def show(
    ctx: typer.Context, family: Family, user: options.User = None, as_json: options.Json = False
) -> None:
    """Show a family: who it is, how it is written to, what it is filed under."""
    run = Invocation.of(ctx, user, as_json)
    found = run.api.get(_path(family))
    run.output.answer(found, family_view(found))


@group.command("set", epilog="Example: legwork family set F001 --email moss@example.com")
def set_(
    ctx: typer.Context,
    family: Family,
    name: Annotated[str | None, typer.Option(help="What it is called.")] = None,
    email: Annotated[
        str | None, typer.Option(help="Where it is written to; has agreed to nothing yet.")
    ] = None,
    address: Annotated[str | None, typer.Option(help="Where it lives.")] = None,
    location: Annotated[str | None, typer.Option(help="Of the account's locations.")] = None,
    guardian: Annotated[str | None, typer.Option(help="Name of the one guardian.")] = None,
    active: Annotated[bool | None, typer.Option(help="Whether it takes part at present.")] = None,
    omit_from: Annotated[
        list[str] | None, typer.Option("--omit-from", help="tuition or drafts; once for each.")
    ] = None,
    keywords: Annotated[
        list[str] | None, typer.Option("--keyword", "--keywords", help="All of them, one by one.")
    ] = None,
    consent: Annotated[bool | None, typer.Option(help="Whether it agrees to mailings.")] = None,
    source: Annotated[
        str | None, typer.Option(help="Where the consent comes from, such as a form.")
    ] = None,
    at: Annotated[str | None, typer.Option(help="Its day, YYYY-MM-DD; today without it.")] = None,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Correct a family; what is not given stays. Nothing is changed if somebody was faster."""
    given: dict[str, Any] = {
        "name": name,
        "email": email,
        "address": address,
        "location": location,
        "guardians": None if guardian is None else [{"name": guardian, "primary": True}],
        "active": active,
        "omit_from": omit_from or None,
        "keywords": keywords or None,
        "consent": consent,
        "consent_source": source,
        "consent_at": at,
    }
    said = {field: value for field, value in given.items() if value is not None}
    if not said:
        raise WrongUsage("Say what is to change, such as --name Moss.")
    run = Invocation.of(ctx, user, as_json)
    read = run.api.call("GET", _path(family))
    # Sent once: a repeat of a change that went through would be told that it is outdated.
    headers = {"If-Match": read.etag or ""}
    found = run.api.call("PATCH", _path(family), body=said, headers=headers, tries=1).document
    run.output.answer(found, family_view(found))


def _path(family: str) -> str:
    return f"/v1/families/{segment(family)}"
