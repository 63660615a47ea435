"""`legwork webhook`: addresses that are called when something happens."""

from typing import Annotated, Any

import typer

from cli import options
from cli.api import segment
from cli.invocation import Invocation
from cli.views.webhook import deliveries_table, webhook_view, webhooks_table
from cli.views.words import plain

group = typer.Typer(help="Let programs be called when something happens; for owners.")
WEBHOOKS = "/v1/webhooks"
EVENTS = ("task.started", "task.ended", "task.paused", "mail.bounced")
Id = Annotated[str, typer.Argument(metavar="ID", help="The webhook's id.")]
On = Annotated[
    list[str] | None,
    typer.Option("--on", metavar="EVENT", help=f"{', '.join(EVENTS)}; once more for each."),
]


@group.command("add")
def add(
    ctx: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="An https address.")],
    on: On = None,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Register an address; the secret that signs its calls is shown this one time."""
    run = Invocation.of(ctx, user, as_json)
    said = {"url": url, "events": on or list(EVENTS)}
    # Sent once: a second one whose secret nobody has seen would be left behind.
    added: dict[str, Any] = run.api.call("POST", WEBHOOKS, body=said, tries=1).document
    run.output.answer(added, webhook_view(added))


@group.command("list")
def list_(ctx: typer.Context, user: options.User = None, as_json: options.Json = False) -> None:
    """List the account's webhooks, oldest first, and whether their calls succeed."""
    run = Invocation.of(ctx, user, as_json)
    found = run.api.get(WEBHOOKS)["webhooks"]
    run.output.answer(
        {"webhooks": found}, webhooks_table(found) if found else "There are no webhooks."
    )


@group.command("change")
def change(
    ctx: typer.Context,
    webhook: Id,
    url: Annotated[str | None, typer.Option(help="Another address.")] = None,
    on: On = None,
    enabled: Annotated[
        bool | None, typer.Option("--enabled/--disabled", help="Whether it is called.")
    ] = None,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Change what is named and leave the rest; enable one that was disabled for its failures."""
    run = Invocation.of(ctx, user, as_json)
    before = run.api.get(_path(webhook))
    said = {
        "url": url or before["url"],
        "events": on or before["events"],
        "enabled": before["enabled"] if enabled is None else enabled,
    }
    after = run.api.call("PUT", _path(webhook), body=said).document
    run.output.answer(after, webhook_view(after))


@group.command("secret")
def secret(
    ctx: typer.Context, webhook: Id, user: options.User = None, as_json: options.Json = False
) -> None:
    """Make another secret; for a day the one before signs, too."""
    run = Invocation.of(ctx, user, as_json)
    made = run.api.call("POST", f"{_path(webhook)}/rotate-secret", tries=1).document
    run.output.answer(made, webhook_view(made))


@group.command("log")
def log(
    ctx: typer.Context,
    webhook: Id,
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many.")] = 25,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """List what it was called for in the last seven days, and what came of it, newest first."""
    run = Invocation.of(ctx, user, as_json)
    found = run.api.get(f"{_path(webhook)}/deliveries", {"limit": limit})["deliveries"]
    shown = deliveries_table(found) if found else "It was not called yet."
    run.output.answer({"deliveries": found}, shown)


@group.command("redeliver")
def redeliver(
    ctx: typer.Context,
    webhook: Id,
    delivery: Annotated[str, typer.Argument(metavar="DELIVERY", help="The delivery's id.")],
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Send a delivery again, with the same id."""
    run = Invocation.of(ctx, user, as_json)
    path = f"{_path(webhook)}/deliveries/{segment(delivery)}/redeliver"
    sent = run.api.call("POST", path).document
    run.output.answer(sent, f"Delivery {plain(delivery)} is sent again.")


@group.command("remove")
def remove(
    ctx: typer.Context, webhook: Id, user: options.User = None, as_json: options.Json = False
) -> None:
    """Remove a webhook: it is called no more."""
    run = Invocation.of(ctx, user, as_json)
    run.api.call("DELETE", _path(webhook))
    run.output.answer({"removed": webhook}, f"Webhook {plain(webhook)} is removed.")


def _path(webhook: str) -> str:
    return f"{WEBHOOKS}/{segment(webhook)}"
