"""What a task would come to, for people."""

from typing import Any

from rich.console import Group, RenderableType

from cli.views.words import grid, money, number, plain


def foreseen(found: dict[str, Any]) -> RenderableType:
    """The groups of targets, and what would be taken."""
    table = grid("Targets", "Outcome", "Such as", right=("Targets",))
    for group in found["groups"]:
        what = group["code"] or group["outcome"]
        said = group["message"] or "done as asked"
        example = f"{plain(group['target'])}: {plain(said)}"
        table.add_row(number(group["count"]), plain(what), example)
    sums = money(found["sums"].get("due_cents", 0))
    words = f"{number(found['charges'])} cards would be charged, {sums} in all."
    more = "" if found["complete"] else " There are more than could be looked at."
    return Group(table, f"{words}{more}")
