"""`legwork edit`: change the same fields of many classes, camps, students or families."""

from enum import StrEnum
from typing import Annotated

import typer

from cli import options
from cli.failures import WrongUsage
from cli.invocation import Invocation
from cli.kinds import launch
from cli.launching import settle

EXAMPLES = "Example: legwork edit classes JUDO KARATE --set capacity=12 --clear instructor"


class What(StrEnum):
    """What is edited."""

    CLASSES = "classes"
    CAMPS = "camps"
    STUDENTS = "students"
    FAMILIES = "families"


def edit(
    ctx: typer.Context,
    what: Annotated[What, typer.Argument(help="What is edited.")],
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="ID…", help="These ones, by their ids.")
    ] = None,
    in_classes: Annotated[
        list[str] | None,
        typer.Option("--class", "--classes", help="The students or families of a class."),
    ] = None,
    keywords: Annotated[
        list[str] | None,
        typer.Option("--keyword", "--keywords", help="Those that have it."),
    ] = None,
    everyone: Annotated[bool, typer.Option("--everyone", help="All of them.")] = False,
    values: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="FIELD=VALUE", help="What a field is to be."),
    ] = None,
    clear: Annotated[
        list[str] | None,
        typer.Option("--clear", metavar="FIELD", help="A field that is to be as in a new record."),
    ] = None,
    no_wait: options.NoWait = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Change fields of many records at once; a field that is not named stays as it is."""
    if not values and not clear:
        raise WrongUsage("What is to change? Say --set FIELD=VALUE, or --clear FIELD.")
    named = {"ids": ids, "in_classes": in_classes, "keywords": keywords, "clear": clear}
    given = [f"what={what.value}", *(["everyone=true"] if everyone else [])]
    given += [f"{name}={value}" for name, some in named.items() for value in some or ()]
    run = Invocation.of(ctx, user, as_json)
    task = launch(run.api, "quick_edit", [*given, *(values or ())], None)
    settle(run, task, wait=not no_wait)
