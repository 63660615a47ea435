"""`legwork charges`, `credits`, `cards`, `enrollments`: tasks about money, by short names."""

from collections.abc import Sequence
from typing import Annotated

import typer

from cli import options
from cli.amounts import cents
from cli.api import segment
from cli.invocation import Invocation
from cli.kinds import launch, schema_of
from cli.launching import settle
from cli.params import read_params
from cli.views.foreseen import foreseen
from cli.views.words import money, plain

charges = typer.Typer(help="Charge families.")
credits_ = typer.Typer(help="Use what families have in hand.")
cards = typer.Typer(help="Take payments from cards, and give them back.")
enrollments = typer.Typer(help="Work on enrollments.")

Classes = Annotated[
    list[str] | None, typer.Option("--class", "--classes", help="A class; once for each.")
]
Families = Annotated[
    list[str] | None, typer.Option("--family", "--families", help="A family; once for each.")
]
Keywords = Annotated[
    list[str] | None, typer.Option("--keyword", "--keywords", help="Families that have it.")
]
Everyone = Annotated[bool, typer.Option("--everyone", help="All families.")]
Amount = Annotated[str | None, typer.Option(help="Such as 70 or 70.50.")]
Category = Annotated[str | None, typer.Option(help="What it is for.")]
Due = Annotated[str | None, typer.Option(help="Last day to pay it, YYYY-MM-DD.")]


@charges.command("post", epilog="Example: legwork charges post --class JUDO-2027 --due 2027-05-01")
def post(
    ctx: typer.Context,
    classes: Classes = None,
    category: Category = None,
    amount: Amount = None,
    due: Due = None,
    scheduled: Annotated[
        bool, typer.Option("--scheduled", help="Only what its billing schedule says is due.")
    ] = False,
    prorate: Annotated[str | None, typer.Option(help="Such as meetings or as_the_class.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Duplicates, too.")] = False,
    param: options.Params = None,
    no_wait: options.NoWait = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Charge each active enrollment of some classes: its tuition, or one amount for all."""
    given = [
        *_each("classes", classes),
        *_one("category", category),
        *_amount(amount),
        *_one("due_day", due),
        *_flag("scheduled", scheduled),
        *_one("prorate", prorate),
        *_flag("force", force),
    ]
    _launch(ctx, "post_charges", given, param, user, as_json, wait=not no_wait)


@charges.command("late", epilog="Example: legwork charges late --everyone --amount 15")
def late(
    ctx: typer.Context,
    amount: Annotated[str, typer.Option(help="Such as 15 or 15.50.")],
    everyone: Everyone = False,
    classes: Classes = None,
    families: Families = None,
    keywords: Keywords = None,
    per: Annotated[
        str | None, typer.Option(help="Such as family, active_student or student_class.")
    ] = None,
    due: Due = None,
    param: options.Params = None,
    no_wait: options.NoWait = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Charge families with overdue charges for being late."""
    given = [
        *_amount(amount),
        *_chosen(everyone, classes, families, keywords),
        *_one("per", per),
        *_one("due_day", due),
    ]
    _launch(ctx, "post_late_charges", given, param, user, as_json, wait=not no_wait)


@credits_.command("apply", epilog="Example: legwork credits apply --everyone")
def apply(
    ctx: typer.Context,
    everyone: Everyone = False,
    classes: Classes = None,
    families: Families = None,
    keywords: Keywords = None,
    param: options.Params = None,
    no_wait: options.NoWait = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Use unused payments and credits for open charges, the oldest first."""
    given = list(_chosen(everyone, classes, families, keywords))
    _launch(ctx, "apply_credits", given, param, user, as_json, wait=not no_wait)


@cards.command("take", epilog="Example: legwork cards take --everyone --due 2027-05-01 --look")
def take(
    ctx: typer.Context,
    everyone: Everyone = False,
    classes: Classes = None,
    families: Families = None,
    keywords: Keywords = None,
    due: Annotated[str | None, typer.Option(help="What is due by this day; today.")] = None,
    category: Annotated[
        list[str] | None, typer.Option(help="Only charges for it; once for each.")
    ] = None,
    minimum: Annotated[str | None, typer.Option(help="Less is not taken, such as 5.00.")] = None,
    look: Annotated[
        bool, typer.Option("--look", help="Only count what would be taken, and what not.")
    ] = False,
    no_wait: options.NoWait = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Take what is due from the families' cards, one payment a family."""
    given = [
        *_chosen(everyone, classes, families, keywords),
        *_one("due_by", due),
        *_each("categories", category),
        *_amount(minimum, "minimum_cents"),
    ]
    if not look:
        _launch(ctx, "take_payments", given, None, user, as_json, wait=not no_wait)
        return
    run = Invocation.of(ctx, user, as_json)
    params = read_params(given, schema_of(run.api, "take_payments"))
    body = {"kind": "take_payments", "params": params}
    found = run.api.launch("POST", "/v1/tasks/preflight", body).document
    run.output.answer(found, foreseen(found))


@cards.command("refund", epilog="Example: legwork cards refund F17/01JZ…-5f0c2f0e1a --note Closed")
def refund(
    ctx: typer.Context,
    payments: Annotated[
        list[str], typer.Argument(metavar="FAMILY/POSTING…", help="Which payments.")
    ],
    note: Annotated[str, typer.Option(help="Stands with each counter-posting.")] = "",
    no_wait: options.NoWait = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Give payments back that were taken from cards."""
    given = [*_each("payments", payments), *_one("note", note or None)]
    _launch(ctx, "refund_payments", given, None, user, as_json, wait=not no_wait)


@enrollments.command(
    "drop", epilog="Example: legwork enrollments drop --class JUDO-2027 --reason 'Not paid'"
)
def drop(
    ctx: typer.Context,
    reason: Annotated[str, typer.Option(help="Stands with each enrollment.")],
    classes: Classes = None,
    min_due: Annotated[
        str | None, typer.Option(help="Only families with so much due; 0.01 without it.")
    ] = None,
    on: Annotated[str | None, typer.Option(help="Last day in the class; today.")] = None,
    no_wait: options.NoWait = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Drop the enrollments of families that owe money."""
    given = [
        *_each("classes", classes),
        f"reason={reason}",
        *_amount(min_due, "min_due_cents"),
        *_one("on", on),
    ]
    _launch(ctx, "drop_enrollments", given, None, user, as_json, wait=not no_wait)


@enrollments.command(
    "transfer", epilog="Example: legwork enrollments transfer JUDO-2027 S31 --to KARATE-2027"
)
def transfer(
    ctx: typer.Context,
    class_id: Annotated[str, typer.Argument(metavar="CLASS", help="The class that is left.")],
    student: Annotated[str, typer.Argument(metavar="STUDENT", help="The student's id.")],
    to: Annotated[str, typer.Option(help="The other class.")],
    on: Annotated[str | None, typer.Option(help="Last day in the class; today.")] = None,
    amount: Annotated[
        str | None, typer.Option(help="New tuition to charge, if not the other class's.")
    ] = None,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Move a student to another class, with what was charged and paid."""
    run = Invocation.of(ctx, user, as_json)
    said = {"class": to, "on": on, "amount_cents": cents("--amount", amount) if amount else None}
    body = {name: value for name, value in said.items() if value is not None}
    path = f"/v1/classes/{segment(class_id)}/enrollments/{segment(student)}/transfer"
    found = run.api.launch("POST", path, body).document
    charged = sum(one["amount_cents"] for one in found["charges"])
    words = (
        f"{plain(student)} goes from {plain(class_id)} to {plain(to)}; {money(charged)} charged."
    )
    run.output.answer(found, words)


def _launch(
    ctx: typer.Context,
    kind: str,
    given: Sequence[str],
    more: Sequence[str] | None,
    user: str | None,
    as_json: bool,
    *,
    wait: bool,
) -> None:
    run = Invocation.of(ctx, user, as_json)
    settle(run, launch(run.api, kind, [*given, *(more or ())], None), wait=wait)


def _chosen(
    everyone: bool,
    classes: Sequence[str] | None,
    families: Sequence[str] | None,
    keywords: Sequence[str] | None,
) -> list[str]:
    return [
        *_flag("everyone", everyone),
        *_each("classes", classes),
        *_each("families", families),
        *_each("keywords", keywords),
    ]


def _each(name: str, values: Sequence[str] | None) -> list[str]:
    return [f"{name}={value}" for value in values or ()]


def _one(name: str, value: str | None) -> list[str]:
    return [] if value is None else [f"{name}={value}"]


def _flag(name: str, value: bool) -> list[str]:
    return [f"{name}=true"] if value else []


def _amount(value: str | None, name: str = "amount_cents") -> list[str]:
    return [] if value is None else [f"{name}={cents('the amount', value)}"]
