"""Permits, receipts and holders' accounts."""

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cli.generated.contract import (
    HolderView,
    JobView,
    LineView,
    PermitView,
    ReceiptView,
    Requirements,
    SavedPermitView,
)
from cli.views.task import counts_line, outcomes_table
from cli.views.words import facts, grid, heading, moment, money, number, plain, slot

CONFLICTS_SHOWN = 20
LINES_SHOWN = 10
POSTINGS_SHOWN = 10


def permit_view(permit: PermitView) -> RenderableType:
    """A permit with its counts and totals."""
    reservations, amounts = permit["reservations"], permit["amount_cents"]
    return Group(
        heading(f"Permit {plain(permit['id'])}"),
        facts(
            holder=plain(permit["holder"]),
            reservations=f"{number(reservations['total'])}: "
            f"{number(reservations['billed'])} billed, "
            f"{number(reservations['reserved'])} reserved",
            amount=f"{money(amounts['total'])}, of which {money(amounts['billed'])} billed",
            requirements=requirements_line(permit["requirements"]),
        ),
    )


def jobs_table(jobs: Iterable[JobView]) -> Table:
    """The background jobs of a permit."""
    table = grid("Job", "Type", "User", "Start", "End", "Warnings", "Errors", "Status", "Result")
    for job in jobs:
        table.add_row(
            str(job["number"]),
            plain(job["type"]),
            plain(job["user"]),
            moment(job["started_at"]),
            moment(job["ended_at"]),
            number(job["warnings"]),
            number(job["errors"]),
            plain(job["status"]),
            plain(job["result"] or ""),
        )
    return table


def saved_view(saved: SavedPermitView) -> RenderableType:
    """A permit that was just saved: what came of it, and the reservations that conflict."""
    odd = [outcome for outcome in saved["outcomes"] if outcome["outcome"] != "skipped"]
    conflicts = [outcomes_table(odd[:CONFLICTS_SHOWN])] if odd else []
    return Group(
        permit_view(saved),
        Text(f"Saved: {counts_line(saved['saved'])}"),
        *conflicts,
        *_more(len(odd) - CONFLICTS_SHOWN, "of them"),
    )


def receipt_view(receipt: ReceiptView) -> RenderableType:
    """A receipt: its first lines, what all of them add up to, and what is still outstanding."""
    total, lines = lines_total(receipt), receipt["lines"]
    what = "what is left" if receipt.get("reversed") else "the total"
    agreed = what if total == left_of(receipt) else f"which is NOT {what}"
    return Group(
        heading(f"Receipt {plain(receipt['id'])}"),
        facts(
            permit=plain(receipt["permit"]),
            holder=plain(receipt["holder"]),
            payment=plain(receipt["payment"]),
            total=money(receipt["total_cents"]),
            taken_back=_taken_back(receipt),
            lines=f"{number(len(lines))}, which add up to {money(total)}: {agreed}",
            outstanding=requirements_line(receipt["outstanding"]),
        ),
        lines_table(lines[:LINES_SHOWN]),
        *_more(len(lines) - LINES_SHOWN, "lines"),
    )


def lines_total(receipt: ReceiptView) -> int:
    """The sum of a receipt's lines, in cents."""
    return sum(line["amount_cents"] for line in receipt["lines"])


def left_of(receipt: ReceiptView) -> int:
    """What is left of a receipt when that is off which undos have taken back, in cents."""
    taken_back = receipt.get("reversed")
    return receipt["total_cents"] - (taken_back["amount_cents"] if taken_back else 0)


def _taken_back(receipt: ReceiptView) -> str:
    taken_back = receipt.get("reversed")
    if not taken_back:
        return ""
    lines = f"{money(taken_back['amount_cents'])}, {number(taken_back['line_count'])} lines"
    return f"{lines}: it is void" if taken_back["void"] else lines


def lines_table(lines: Iterable[LineView]) -> Table:
    """Lines of a receipt."""
    table = grid("Facility", "Time", "Amount", right=("Amount",))
    for line in lines:
        table.add_row(
            plain(line["facility"]),
            plain(slot(line["starts_at"], line["ends_at"])),
            money(line["amount_cents"]),
        )
    return table


def holder_view(holder: HolderView) -> RenderableType:
    """A holder's account: the balance and its first postings."""
    table = grid("Receipt", "Amount", "Posted", right=("Amount",))
    for posting in holder["postings"][:POSTINGS_SHOWN]:
        table.add_row(
            plain(posting["receipt"]), money(posting["amount_cents"]), moment(posting["at"])
        )
    return Group(
        heading(f"Account of {plain(holder['id'])}: {money(holder['balance_cents'])} due"),
        table,
        *_more(len(holder["postings"]) - POSTINGS_SHOWN, "postings"),
    )


def requirements_line(requirements: Requirements) -> str:
    """What checkout would have asked for, in one line."""
    named = {
        "prompts": requirements.get("prompts"),
        "waivers": requirements.get("waivers"),
        "forms": requirements.get("forms"),
    }
    told = [f"{name}: {_amount_or_names(them)}" for name, them in named.items() if them]
    return "; ".join(told) or "nothing"


def _amount_or_names(them: int | list[str]) -> str:
    return number(them) if isinstance(them, int) else ", ".join(map(plain, them))


def _more(count: int, what: str) -> list[Text]:
    if count <= 0:
        return []
    return [Text(f"and {number(count)} more {what}; --json prints them all", style="dim")]
