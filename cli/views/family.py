"""Families and keywords as people read them."""

from collections.abc import Iterable

from rich.console import Group, RenderableType

from cli.generated.contract import FamilyView, KeywordView
from cli.views.words import facts, grid, heading, plain


def family_view(family: FamilyView) -> RenderableType:
    """A family."""
    guardians = (f"{one['name']}{' (primary)' * one['primary']}" for one in family["guardians"])
    shown = {
        "id": family["id"],
        "email": family["email"] or "none",
        "mailings": _mailings(family),
        "guardians": ", ".join(guardians),
        "address": family["address"].replace("\n", ", "),
        "location": family["location"],
        "active": "" if family["active"] else "no",
        "left_out_of": ", ".join(family["omit_from"]),
        "students": ", ".join(family["students"]),
        "keywords": ", ".join(family["keywords"]),
    }
    known = {name: plain(value) for name, value in shown.items() if value}
    return Group(heading(plain(family["name"] or family["id"])), facts(**known))


def _mailings(family: FamilyView) -> str:
    if family["suppressed"]:
        return f"nothing may be sent: {family['suppressed']}"
    if family["consent"] is None:
        return "was not asked"
    said = "agreed" if family["consent"] else "refused"
    source = f", {family['consent_source']}" if family["consent_source"] else ""
    return f"{said}{source} {(family['consent_at'] or '')[:10]}".strip()


def keywords_view(found: Iterable[KeywordView]) -> RenderableType:
    """Keywords with their types."""
    table = grid("keyword", "for")
    for one in found:
        table.add_row(plain(one["name"]), one["type"])
    return table if table.row_count else "There is no keyword yet."
