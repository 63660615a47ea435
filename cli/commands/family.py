"""`legwork family`: look at a family, make one, and correct it."""

from typing import Annotated, Any

import typer

from cli import options
from cli.api import segment
from cli.failures import WrongUsage
from cli.invocation import Invocation
from cli.making import make
from cli.views.family import family_view

group = typer.Typer(help="Look at families, make them, and correct them.")
Family = Annotated[str, typer.Argument(metavar="FAMILY", help="The family's id.")]


@group.command("show", epilog="Example: legwork family show F001")
def show(
    ctx: typer.Context, family: Family, user: options.User = None, as_json: options.Json = False
) -> None:
    """Show a family: who it is, how it is written to, what it is filed under."""
    run = Invocation.of(ctx, user, as_json)
    found = run.api.get(_path(family))
    run.output.answer(found, family_view(found))


Name = Annotated[str | None, typer.Option(help="What it is called.")]
Email = Annotated[str | None, typer.Option(help="Where it is written to; has agreed to nothing.")]
Address = Annotated[str | None, typer.Option(help="Where it lives.")]
Location = Annotated[str | None, typer.Option(help="Of the account's locations.")]
Guardian = Annotated[str | None, typer.Option(help="Name of the one guardian.")]
Keywords = Annotated[
    list[str] | None, typer.Option("--keyword", "--keywords", help="All of them, one by one.")
]
Consent = Annotated[bool | None, typer.Option(help="Whether it agrees to mailings.")]
Source = Annotated[str | None, typer.Option(help="Where the consent comes from, such as a form.")]
At = Annotated[str | None, typer.Option(help="Its day, YYYY-MM-DD; today without it.")]


@group.command("add", epilog="Example: legwork family add F001 --name Moss --guardian 'Ada Moss'")
def add(
    ctx: typer.Context,
    family: Family,
    name: Name = None,
    email: Email = None,
    address: Address = None,
    location: Location = None,
    guardian: Guardian = None,
    keywords: Keywords = None,
    consent: Consent = None,
    source: Source = None,
    at: At = None,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Make a family; one that is there stays as it is. It agrees to mailings only if you say so."""
    given = {
        **_said(name, email, address, location, guardian, keywords),
        **_agreed(consent, source, at),
    }
    run = Invocation.of(ctx, user, as_json)
    made = make(run, _path(family), given)
    run.output.answer(made, family_view(made))


@group.command("set", epilog="Example: legwork family set F001 --email moss@example.com")
def set_(
    ctx: typer.Context,
    family: Family,
    name: Name = None,
    email: Email = None,
    address: Address = None,
    location: Location = None,
    guardian: Guardian = None,
    active: Annotated[bool | None, typer.Option(help="Whether it takes part at present.")] = None,
    omit_from: Annotated[
        list[str] | None, typer.Option("--omit-from", help="tuition or drafts; once for each.")
    ] = None,
    keywords: Keywords = None,
    consent: Consent = None,
    source: Source = None,
    at: At = None,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Correct a family; what is not given stays. Nothing is changed if somebody was faster."""
    given = {
        **_said(name, email, address, location, guardian, keywords),
        "active": active,
        "omit_from": omit_from or None,
        **_agreed(consent, source, at),
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


def _said(
    name: str | None,
    email: str | None,
    address: str | None,
    location: str | None,
    guardian: str | None,
    keywords: list[str] | None,
) -> dict[str, Any]:
    return {
        "name": name,
        "email": email,
        "address": address,
        "location": location,
        "guardians": None if guardian is None else [{"name": guardian, "primary": True}],
        "keywords": keywords or None,
    }


def _agreed(consent: bool | None, source: str | None, at: str | None) -> dict[str, Any]:
    return {"consent": consent, "consent_source": source, "consent_at": at}


def _path(family: str) -> str:
    return f"/v1/families/{segment(family)}"
