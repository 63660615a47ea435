"""`legwork credential`: logins of programs."""

from typing import Annotated, Any

import typer

from cli import options
from cli.api import segment
from cli.invocation import KEY, Invocation
from cli.views.credential import credential_view, credentials_table
from cli.views.words import plain

group = typer.Typer(help="Let programs log in, each with permissions of its own; for owners.")
CREDENTIALS = "/v1/credentials"
EXAMPLE = f"A program sets {KEY} to the key; so does whoever tries it: {KEY}=… legwork tasks"


@group.command("add", epilog=EXAMPLE)
def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the program is called.")],
    may: Annotated[
        list[str] | None,
        typer.Option("--may", metavar="PERMISSION", help="Such as permits; once more for each."),
    ] = None,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Make a login for a program; its key is shown this one time."""
    run = Invocation.of(ctx, user, as_json)
    said = {"name": name, "permissions": may or []}
    # Sent once: a second one whose key nobody has seen would be left behind.
    added: dict[str, Any] = run.api.call("POST", CREDENTIALS, body=said, tries=1).document
    run.output.answer(added, credential_view(added))


@group.command("list")
def list_(ctx: typer.Context, user: options.User = None, as_json: options.Json = False) -> None:
    """List the logins of the account's programs, oldest first, and when each was last used."""
    run = Invocation.of(ctx, user, as_json)
    found = run.api.get(CREDENTIALS)["credentials"]
    shown = credentials_table(found) if found else "There are no credentials."
    run.output.answer({"credentials": found}, shown)


@group.command("revoke")
def revoke(
    ctx: typer.Context,
    credential: Annotated[str, typer.Argument(metavar="ID", help="The credential's id.")],
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Revoke a login: the program's next call is refused. Its tasks go on."""
    run = Invocation.of(ctx, user, as_json)
    run.api.call("DELETE", f"{CREDENTIALS}/{segment(credential)}")
    run.output.answer({"revoked": credential}, f"Credential {plain(credential)} is revoked.")
