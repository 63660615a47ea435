"""Options and arguments that several commands share."""

from typing import Annotated

import typer

from cli import completion

User = Annotated[
    str | None,
    typer.Option("--as", metavar="USER", help="Act as this user. (default: owner@parkside)"),
]
Json = Annotated[
    bool, typer.Option("--json", help="Print JSON on stdout, for programs, and nothing else there.")
]
TaskName = Annotated[
    str,
    typer.Argument(
        metavar="ID",
        help="The task's id, or its job number (12 or '#12').",
        autocompletion=completion.numbers,
    ),
]
Params = Annotated[
    list[str] | None,
    typer.Option(
        "--param",
        metavar="NAME=VALUE",
        help="A parameter of the kind; once more for each further entry of a list.",
    ),
]
NoWait = Annotated[
    bool, typer.Option("--no-wait", help="Do not watch the background task; just name it.")
]
