"""`legwork classes`, `tokens`: tasks about classes and camps, by short names."""

from collections.abc import Sequence
from typing import Annotated

import typer

from cli import options
from cli.invocation import Invocation
from cli.kinds import launch
from cli.launching import settle

group = typer.Typer(help="Cancel, restore and staff the sessions of classes and camps.")
tokens = typer.Typer(help="Makeup tokens.")

Classes = Annotated[list[str], typer.Argument(metavar="CLASS", help="Classes and camps.")]
Begin = Annotated[str, typer.Option("--from", "--on", help="First day, YYYY-MM-DD.")]
End = Annotated[str | None, typer.Option("--to", help="Last day; the first day alone without it.")]
Notify = Annotated[bool, typer.Option("--notify", help="Tell the families by mail.")]


@group.command(
    "cancel", epilog="Example: legwork classes cancel JUDO --on 2027-05-03 --reason Storm --notify"
)
def cancel(
    ctx: typer.Context,
    classes: Classes,
    begin: Begin,
    reason: Annotated[str, typer.Option(help="Why; the messages say it, too.")],
    end: End = None,
    notify: Notify = False,
    with_tokens: Annotated[
        bool, typer.Option("--tokens", help="Give each student a makeup token.")
    ] = False,
    param: options.Params = None,
    no_wait: options.NoWait = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Cancel sessions; `legwork classes restore` takes it back."""
    given = [*_sessions(classes, begin, end, notify), f"reason={reason}"]
    given += ["tokens=true"] if with_tokens else []
    _launch(ctx, "cancel_classes", given, param, user, as_json, wait=not no_wait)


@group.command("restore", epilog="Example: legwork classes restore JUDO --on 2027-05-03 --notify")
def restore(
    ctx: typer.Context,
    classes: Classes,
    begin: Begin,
    end: End = None,
    notify: Notify = False,
    param: options.Params = None,
    no_wait: options.NoWait = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Let cancelled sessions take place after all, and take back unused makeup tokens."""
    given = _sessions(classes, begin, end, notify)
    _launch(ctx, "restore_classes", given, param, user, as_json, wait=not no_wait)


@group.command(
    "substitute", epilog="Example: legwork classes substitute JUDO --on 2027-05-03 --with ana"
)
def substitute(
    ctx: typer.Context,
    classes: Classes,
    begin: Begin,
    who: Annotated[
        str, typer.Option("--with", help="A staff member; none for nobody, present for nobody new.")
    ],
    end: End = None,
    notify: Notify = False,
    param: options.Params = None,
    no_wait: options.NoWait = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Say who teaches sessions."""
    given = [*_sessions(classes, begin, end, notify), f"substitute={who}"]
    _launch(ctx, "assign_substitute", given, param, user, as_json, wait=not no_wait)


@tokens.command("give", epilog="Example: legwork tokens give --class JUDO --expires 2027-12-31")
def give(
    ctx: typer.Context,
    classes: Annotated[
        list[str] | None, typer.Option("--class", help="Its students; once for each.")
    ] = None,
    students: Annotated[
        list[str] | None, typer.Option("--student", help="A student; once for each.")
    ] = None,
    count: Annotated[int | None, typer.Option(help="Tokens for each student.")] = None,
    expires: Annotated[str | None, typer.Option(help="Last day; they never expire.")] = None,
    override: Annotated[bool, typer.Option("--override", help="Whatever the limit.")] = False,
    notify: Notify = False,
    param: options.Params = None,
    no_wait: options.NoWait = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Give students makeup tokens."""
    given = [f"classes={name}" for name in classes or ()]
    given += [f"students={name}" for name in students or ()]
    given += [] if count is None else [f"count={count}"]
    given += [] if expires is None else [f"expires_on={expires}"]
    given += ["override=true"] if override else []
    given += ["notify=true"] if notify else []
    _launch(ctx, "generate_makeup_tokens", given, param, user, as_json, wait=not no_wait)


def _sessions(classes: Sequence[str], begin: str, end: str | None, notify: bool) -> list[str]:
    return [
        *(f"classes={name}" for name in classes),
        f"from_date={begin}",
        *([] if end is None else [f"to_date={end}"]),
        *(["notify=true"] if notify else []),
    ]


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
