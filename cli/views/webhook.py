"""Webhooks, and the log of their calls."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table

from cli.views.words import facts, grid, heading, moment, plain


def webhook_view(webhook: Mapping[str, Any]) -> RenderableType:
    """Everything about one webhook; of a new one, its secret."""
    shown = {
        "id": plain(webhook["id"]),
        "events": plain(", ".join(webhook["events"])),
        "state": _state(webhook),
    }
    if "secret" not in webhook:
        return Group(heading(f"Webhook: {plain(webhook['url'])}"), facts(**shown))
    return Group(
        heading(f"Webhook: {plain(webhook['url'])}"),
        facts(**shown, secret=plain(webhook["secret"])),
        "Keep the secret now: it is not shown again.",
    )


def webhooks_table(webhooks: Iterable[Mapping[str, Any]]) -> Table:
    """Webhooks below each other, as they come."""
    table = grid("Id", "Address", "Events", "State")
    for one in webhooks:
        events = plain(", ".join(one["events"]))
        table.add_row(plain(one["id"]), plain(one["url"]), events, _state(one))
    return table


def deliveries_table(deliveries: Iterable[Mapping[str, Any]]) -> Table:
    """What a webhook was called for, as it comes."""
    table = grid("Delivery", "Event", "State", "Tries", "Last answer")
    for one in deliveries:
        last = one["tries"][-1] if one["tries"] else {}
        answer = last.get("status") or last.get("problem") or ""
        tries = str(len(one["tries"]))
        table.add_row(plain(one["id"]), one["event"], one["state"], tries, plain(str(answer)))
    return table


def _state(webhook: Mapping[str, Any]) -> str:
    if webhook["disabled_because"]:
        return plain(f"disabled. {webhook['disabled_because']}")
    if not webhook["enabled"]:
        return "disabled"
    since = webhook["failing_since"]
    return f"failing since {moment(since)}" if since else "enabled"
