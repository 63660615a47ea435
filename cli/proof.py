"""Compares what a cancelled bill-out says with what is really there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.table import Table
from rich.text import Text

from cli.api import Api
from cli.following import path_of
from cli.generated.contract import AuditView, TaskView
from cli.saving import holder_of, permit_of, receipt_of, reservations_of
from cli.views.words import grid, money, number, plain


@dataclass(frozen=True, slots=True)
class Finding:
    """One number as the cancel's answer has it, and as it was found."""

    what: str
    said: str
    found: str

    @property
    def agrees(self) -> bool:
        """Whether both are the same."""
        return self.said == self.found


@dataclass(frozen=True, slots=True)
class Claim:
    """What the cancel's answer says was done, and the money receipt it names."""

    task: TaskView
    permit: str
    holder: str
    total_cents: int
    """Of the money receipt, as it stood when the cancel had answered."""

    @property
    def billed(self) -> int:
        """Targets that were billed."""
        return self.task["progress"]["succeeded"] + self.task["progress"]["warnings"]

    @property
    def receipt(self) -> str:
        """Id of the money receipt."""
        return _receipt_id(self.task)


def claim_of(api: Api, task: TaskView, *, permit: str, holder: str) -> Claim:
    """Take down what a cancelled bill-out says of itself."""
    receipt = _receipt_id(task)
    total = receipt_of(api, receipt)["total_cents"] if receipt else 0
    return Claim(task, permit, holder, total)


def _receipt_id(task: TaskView) -> str:
    """Empty when nothing was billed: then there is no receipt."""
    result = task["result"]
    return result["id"] if result and result["type"] == "receipt" else ""


def compare(api: Api, claim: Claim) -> list[Finding]:
    """Read everything again and set it beside the claim."""
    return [*_reservations(api, claim), *_money(api, claim), _audit(api, claim)]


def _reservations(api: Api, claim: Claim) -> Iterator[Finding]:
    reservations = reservations_of(api, claim.permit)
    billed = [it for it in reservations if it["status"] == "billed"]
    lines = receipt_of(api, claim.receipt)["lines"] if claim.receipt else []
    amounts = {it["id"]: it["amount_cents"] for it in billed if it["receipt"] == claim.receipt}
    same = sum(amounts.get(line["reservation"]) == line["amount_cents"] for line in lines)
    progress = claim.task["progress"]
    yield Finding("reservations in all", number(progress["total"]), number(len(reservations)))
    yield Finding("reservations billed", number(claim.billed), number(len(billed)))
    yield Finding(
        "reservations not billed",
        number(progress["total"] - claim.billed),
        number(len(reservations) - len(billed)),
    )
    yield Finding("lines of the receipt", number(claim.billed), number(len(lines)))
    yield Finding("lines equal to their billed reservation", number(claim.billed), number(same))
    yield Finding(
        "amounts of the billed reservations",
        money(claim.total_cents),
        money(sum(it["amount_cents"] for it in billed)),
    )
    yield Finding(
        "sum of the receipt's lines",
        money(claim.total_cents),
        money(sum(line["amount_cents"] for line in lines)),
    )


def _money(api: Api, claim: Claim) -> Iterator[Finding]:
    said = money(claim.total_cents)
    holder = holder_of(api, claim.holder)
    posted = [it["amount_cents"] for it in holder["postings"] if it["receipt"] == claim.receipt]
    total = receipt_of(api, claim.receipt)["total_cents"] if claim.receipt else 0
    yield Finding("total of the receipt", said, money(total))
    yield Finding("posting on the holder's account", said, " and ".join(map(money, posted or [0])))
    yield Finding("balance of the holder", said, money(holder["balance_cents"]))
    permit = permit_of(api, claim.permit)
    yield Finding("billed amount of the permit", said, money(permit["amount_cents"]["billed"]))


def _audit(api: Api, claim: Claim) -> Finding:
    audit: AuditView = api.get(f"{path_of(claim.task['id'])}/audit")
    failed = ", ".join(check["name"] for check in audit["checks"] if not check["ok"])
    checks = len(audit["checks"])
    said = f"all {checks} checks agree"
    return Finding("audit of the tables", said, said if audit["ok"] else f"disagree: {failed}")


def proof_table(first: Sequence[Finding], second: Sequence[Finding], later: str) -> Table:
    """What was said, found at once and found later, line by line."""
    right = ("The cancel says", "At once", later)
    table = grid("", *right, "", right=right)
    for now, then in zip(first, second, strict=True):
        agrees = now.agrees and then.agrees
        mark = Text("agrees", "green") if agrees else Text("DISAGREES", "bold red")
        table.add_row(now.what, now.said, plain(now.found), plain(then.found), mark)
    return table
