"""`legwork keywords`: file families, students, staff, classes and camps under keywords."""

from collections.abc import Sequence
from itertools import islice
from typing import Annotated, Any

import typer

from cli import options
from cli.invocation import Invocation
from cli.launching import launch, settle
from cli.views.family import keywords_view

group = typer.Typer(help="File records under keywords.")
SHOWN = 1_000
"""Most keywords that are listed."""
Words = Annotated[list[str], typer.Argument(metavar="KEYWORD…", help="One or several.")]
Type = Annotated[
    str,
    typer.Option("--type", metavar="TYPE", help="family, student, staff, class or camp."),
]
Everyone = Annotated[bool, typer.Option("--everyone", help="All records of the type.")]
Classes = Annotated[
    list[str] | None,
    typer.Option("--class", "--classes", help="Who is in it, or the class itself."),
]
Families = Annotated[
    list[str] | None, typer.Option("--family", "--families", help="A family, or its students.")
]
Students = Annotated[list[str] | None, typer.Option("--student", "--students", help="A student.")]
Staff = Annotated[list[str] | None, typer.Option("--staff", help="A staff member who teaches.")]
Having = Annotated[list[str] | None, typer.Option(help="Those that have this keyword.")]
Lists = Annotated[list[str] | None, typer.Option("--list", "--lists", help="A saved list.")]


@group.command("assign", epilog="Example: legwork keywords assign vip --family F001 --family F002")
def assign(
    ctx: typer.Context,
    keywords: Words,
    type_: Type = "family",
    everyone: Everyone = False,
    classes: Classes = None,
    families: Families = None,
    students: Students = None,
    staff: Staff = None,
    having: Having = None,
    lists: Lists = None,
    no_wait: options.NoWait = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Assign keywords; a new one is for records of that type from then on."""
    chosen = _chosen(everyone, classes, families, students, staff, having, lists)
    _launch(Invocation.of(ctx, user, as_json), "add", keywords, type_, chosen, wait=not no_wait)


@group.command("remove", epilog="Example: legwork keywords remove vip --everyone")
def remove(
    ctx: typer.Context,
    keywords: Words,
    type_: Type = "family",
    everyone: Everyone = False,
    classes: Classes = None,
    families: Families = None,
    students: Students = None,
    staff: Staff = None,
    having: Having = None,
    lists: Lists = None,
    no_wait: options.NoWait = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Take keywords away."""
    chosen = _chosen(everyone, classes, families, students, staff, having, lists)
    _launch(Invocation.of(ctx, user, as_json), "remove", keywords, type_, chosen, wait=not no_wait)


@group.command("list", epilog="Example: legwork keywords list --type camp")
def list_(
    ctx: typer.Context,
    type_: Annotated[str | None, typer.Option("--type", help="Of this type alone.")] = None,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """List the keywords that are in use."""
    run = Invocation.of(ctx, user, as_json)
    pages = run.api.pages("/v1/keywords", "keywords", {"type": type_})
    found = list(islice(pages, SHOWN))
    run.output.answer({"keywords": found}, keywords_view(found))


def _chosen(everyone: bool, *named: Sequence[str] | None) -> dict[str, Any]:
    fields = ("classes", "families", "students", "staff", "having", "lists")
    given = {name: [*value] for name, value in zip(fields, named, strict=True) if value}
    return {**given, **({"everyone": True} if everyone else {})}


def _launch(
    run: Invocation,
    action: str,
    keywords: Sequence[str],
    type_: str,
    chosen: dict[str, Any],
    *,
    wait: bool,
) -> None:
    params = {"type": type_, "keywords": [*keywords], "action": action, **chosen}
    settle(run, launch(run, "assign_keywords", params), wait=wait)
