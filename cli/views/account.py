"""Accounts of families."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table

from cli.views.words import facts, grid, heading, money, number, plain

PROBLEMS_SHOWN = 20


def account_view(account: Mapping[str, Any]) -> RenderableType:
    """A family's account with its postings."""
    return Group(
        heading(f"Account of family {plain(account['family'])}"),
        facts(
            balance=money(account["balance_cents"]),
            unused=money(account["unused_cents"]),
            postings=number(len(account["postings"])),
        ),
        _postings(account["postings"]),
    )


def _postings(postings: Iterable[Mapping[str, Any]]) -> Table:
    table = grid("Day", "What", "For", "Amount", "Open", "Posting", right=("Amount", "Open"))
    for one in postings:
        whom = " ".join(plain(one[name]) for name in ("student", "class") if one.get(name))
        table.add_row(
            one["day"],
            f"{plain(one['type'])}{' (countered)' if one['countered'] else ''}",
            f"{plain(one['category'])} {whom}".rstrip(),
            money(one["amount_cents"]),
            money(one["open_cents"]),
            plain(one["id"]),
        )
    return table


def posting_line(posting: Mapping[str, Any]) -> str:
    """A posting in a sentence."""
    amount = money(posting["amount_cents"])
    return f"{posting['type'].capitalize()} of {amount} is posted: {plain(posting['id'])}"


def audit_view(audit: Mapping[str, Any]) -> RenderableType:
    """What the audit of all accounts has found."""
    problems = audit["problems"]
    said = f"{number(audit['families'])} families, {number(audit['postings'])} postings, "
    said += f"{money(audit['balance_cents'])} owed together: "
    if not problems:
        return f"{said}every number adds up."
    more = len(problems) - PROBLEMS_SHOWN
    shown = [plain(one) for one in problems[:PROBLEMS_SHOWN]]
    return "\n".join([f"{said}{number(len(problems))} problems.", *shown, *_rest(more)])


def _rest(more: int) -> list[str]:
    return [f"and {number(more)} more"] if more > 0 else []
