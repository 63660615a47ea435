"""What operators see."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table

from cli.views.trail import trail_table
from cli.views.words import facts, grid, heading, moment, plain


def active_table(tasks: Iterable[Mapping[str, Any]]) -> Table:
    """Tasks that have not ended."""
    table = grid("Account", "Id", "Job", "Kind", "State", "Why", "Moved")
    for task in tasks:
        table.add_row(
            plain(task["account"]),
            plain(task["id"]),
            f"#{task['number']}" if task["number"] else "at once",
            plain(task["kind"]),
            plain(task["state"]),
            plain(task["why"]),
            moment(task["moved_at"]),
        )
    return table


def counts_table(counts: Mapping[str, Any]) -> Table:
    """Names with a number each."""
    table = grid("Name", "Number", right=("Number",))
    for name, value in counts.items():
        table.add_row(plain(name), plain(value))
    return table


def costs_table(costs: Iterable[Mapping[str, Any]]) -> Table:
    """What kinds have cost."""
    headings = ("Kind", "Tasks", "Units written", "Units read", "Mails", "Dollars")
    table = grid(*headings, right=headings[1:])
    for one in costs:
        names = ("kind", "tasks", "units_written", "units_read", "mails", "dollars")
        table.add_row(*(plain(one[name]) for name in names))
    return table


def account_view(account: Mapping[str, Any]) -> RenderableType:
    """An account at a glance."""
    held = account["hold"]
    said = f"since {moment(held['at'])}: {held['reason'] or 'no reason given'}" if held else "no"
    return Group(
        heading(f"Account {plain(account['account'])}"),
        facts(
            on_hold=plain(said),
            running=plain(account["running"]),
            waiting=plain(account["waiting"]),
        ),
        counts_table({n: "the stage's" if v is None else v for n, v in account["limits"].items()}),
        trail_table(account["acts"]),
    )
