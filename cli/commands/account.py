"""`legwork account`: what a family owes, and postings by hand."""

from typing import Annotated, Any

import typer

from cli import options
from cli.amounts import cents
from cli.api import Api, segment
from cli.invocation import Invocation
from cli.views.account import account_view, audit_view, posting_line

group = typer.Typer(help="Look at the accounts of families, and post to them by hand.")
Family = Annotated[str, typer.Argument(metavar="FAMILY", help="The family's id.")]
Posting = Annotated[str, typer.Argument(metavar="POSTING", help="The posting's id.")]
Amount = Annotated[str, typer.Argument(metavar="AMOUNT", help="Such as 70 or 70.50.")]
Note = Annotated[str, typer.Option(help="Stands with it.")]
Apply = Annotated[bool, typer.Option("--apply", help="Use it for the oldest charges at once.")]


@group.command("show")
def show(
    ctx: typer.Context, family: Family, user: options.User = None, as_json: options.Json = False
) -> None:
    """Show a family's account: the balance, and all postings, the latest first."""
    run = Invocation.of(ctx, user, as_json)
    found = run.api.whole(f"{_path(family)}/account", "postings")
    run.output.answer(found, account_view(found))


@group.command("audit")
def audit(ctx: typer.Context, user: options.User = None, as_json: options.Json = False) -> None:
    """Prove the accounts of all families: that every number adds up."""
    run = Invocation.of(ctx, user, as_json)
    found = _audited(run.api)
    run.output.answer(found, audit_view(found))
    if not found["ok"]:
        raise typer.Exit(1)


@group.command("charge", epilog="Example: legwork account charge F17 45 costume --student S31")
def charge(
    ctx: typer.Context,
    family: Family,
    amount: Amount,
    category: Annotated[str, typer.Argument(help="What it is for, such as costume.")],
    student: Annotated[str | None, typer.Option(help="The student whom it is for.")] = None,
    class_id: Annotated[str | None, typer.Option("--class", help="The class it is for.")] = None,
    due: Annotated[str | None, typer.Option(help="Last day to pay it, YYYY-MM-DD.")] = None,
    note: Note = "",
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Charge a family for something."""
    said = {"category": category, "student": student, "class": class_id, "due_day": due}
    _post(Invocation.of(ctx, user, as_json), family, "charges", amount, note=note, **said)


@group.command("pay", epilog="Example: legwork account pay F17 45 --reference 'Check 17' --apply")
def pay(
    ctx: typer.Context,
    family: Family,
    amount: Amount,
    how: Annotated[str, typer.Option(help="How it was paid, such as cash or check.")] = "cash",
    reference: Annotated[str, typer.Option(help="Such as the number of a check.")] = "",
    apply: Apply = False,
    note: Note = "",
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Post a payment that came in outside of Legwork."""
    said = {"category": how, "reference": reference, "apply": apply}
    _post(Invocation.of(ctx, user, as_json), family, "payments", amount, note=note, **said)


@group.command("credit")
def credit(
    ctx: typer.Context,
    family: Family,
    amount: Amount,
    category: Annotated[str, typer.Argument(help="What it is for, such as scholarship.")],
    apply: Apply = False,
    note: Note = "",
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Give a family a credit."""
    said = {"category": category, "apply": apply}
    _post(Invocation.of(ctx, user, as_json), family, "credits", amount, note=note, **said)


@group.command("counter")
def counter(
    ctx: typer.Context,
    family: Family,
    posting: Posting,
    unlink: Annotated[
        bool, typer.Option("--unlink", help="Take payments off the charge first.")
    ] = False,
    note: Note = "",
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Take a posting back, by another one that counters it."""
    run = Invocation.of(ctx, user, as_json)
    path = f"{_path(family)}/postings/{segment(posting)}/counter"
    made = run.api.launch("POST", path, {"note": note, "unlink": unlink}).document
    run.output.answer(made, posting_line(made))


@group.command("unlink")
def unlink(
    ctx: typer.Context,
    family: Family,
    posting: Posting,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Take all payments off a charge, or a payment off all its charges."""
    run = Invocation.of(ctx, user, as_json)
    path = f"{_path(family)}/postings/{segment(posting)}/unlink"
    found = run.api.launch("POST", path, {}).document
    run.output.answer(found, f"Nothing is linked to {posting} any more.")


def _post(run: Invocation, family: str, what: str, amount: str, **said: Any) -> None:
    body = {"amount_cents": cents("AMOUNT", amount), **said}
    given = {name: value for name, value in body.items() if value not in {None, "", False}}
    made = run.api.launch("POST", f"{_path(family)}/{what}", given).document
    run.output.answer(made, posting_line(made))


def _path(family: str) -> str:
    return f"/v1/families/{segment(family)}"


def _audited(api: Api) -> dict[str, Any]:
    """All pages of the audit together."""
    page = api.get("/v1/accounts/audit")
    found = {name: value for name, value in page.items() if name != "next_cursor"}
    while page["next_cursor"]:
        page = api.get("/v1/accounts/audit", {"cursor": page["next_cursor"]})
        for name in ("families", "postings", "balance_cents", "problems"):
            found[name] += page[name]
        found["ok"] = found["ok"] and page["ok"]
    return found
