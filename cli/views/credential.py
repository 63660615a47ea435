"""Logins of programs."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table

from cli.views.words import facts, grid, heading, moment, plain


def credential_view(credential: Mapping[str, Any]) -> RenderableType:
    """A new credential with its key."""
    return Group(
        heading(f"Credential: {plain(credential['name'])}"),
        facts(
            id=plain(credential["id"]),
            may=_may(credential),
            key=plain(credential["key"]),
        ),
        "Keep the key now: it is not shown again.",
    )


def credentials_table(credentials: Iterable[Mapping[str, Any]]) -> Table:
    """Credentials below each other, as they come."""
    table = grid("Id", "Name", "May", "Made by", "Last used")
    for one in credentials:
        used = one["last_used_at"]
        table.add_row(
            plain(one["id"]),
            plain(one["name"]),
            _may(one),
            plain(one["made_by"]),
            moment(used) if used else "never",
        )
    return table


def _may(credential: Mapping[str, Any]) -> str:
    return plain(", ".join(credential["permissions"]) or "nothing but look at its own tasks")
