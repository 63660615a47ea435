"""`legwork class`: cancel sessions, say who teaches them, redeem makeup tokens."""

from typing import Annotated, Any

import typer

from cli import options
from cli.api import segment
from cli.invocation import Invocation
from cli.launching import launch, settle

group = typer.Typer(help="Work on sessions of classes and camps.")
Classes = Annotated[list[str], typer.Argument(metavar="CLASS...", help="Classes or camps.")]
First = Annotated[str, typer.Option("--from", help="First day, YYYY-MM-DD.")]
Last = Annotated[
    str | None, typer.Option("--to", help="Last day; without it, the first day alone.")
]
Notify = Annotated[bool, typer.Option("--notify", help="Tell the families.")]


@group.command("cancel", epilog="Example: legwork class cancel JUDO-2027 --from 2027-05-04 …")
def cancel(
    ctx: typer.Context,
    classes: Classes,
    first: First,
    reason: Annotated[str, typer.Option(help="Why; the messages say it, too.")],
    last: Last = None,
    tokens: Annotated[
        bool, typer.Option("--tokens", help="Give each student a makeup token.")
    ] = False,
    notify: Notify = False,
    no_wait: options.NoWait = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Cancel the sessions of classes on some days."""
    params = {**_sessions(classes, first, last, notify), "reason": reason, "tokens": tokens}
    run = Invocation.of(ctx, user, as_json)
    settle(run, launch(run, "cancel_classes", params), wait=not no_wait)


@group.command(
    "substitute", epilog="Example: legwork class substitute ana JUDO-2027 --from 2027-05-04"
)
def substitute(
    ctx: typer.Context,
    who: Annotated[
        str,
        typer.Argument(metavar="WHO", help="A staff member, none, or present for the instructor."),
    ],
    classes: Classes,
    first: First,
    last: Last = None,
    reason: Annotated[str | None, typer.Option(help="Why; the messages say it, too.")] = None,
    notify: Annotated[
        bool, typer.Option("--notify", help="Tell the families and both instructors.")
    ] = False,
    no_wait: options.NoWait = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Say who teaches the sessions of classes on some days."""
    params = {**_sessions(classes, first, last, notify), "substitute": who}
    if reason is not None:
        params["reason"] = reason
    run = Invocation.of(ctx, user, as_json)
    settle(run, launch(run, "assign_substitute", params), wait=not no_wait)


@group.command("redeem", epilog="Example: legwork class redeem S31 TOKEN JUDO 2027-05-04T18:00")
def redeem(
    ctx: typer.Context,
    student: Annotated[str, typer.Argument(metavar="STUDENT", help="The student's id.")],
    token: Annotated[str, typer.Argument(metavar="TOKEN", help="The token's id.")],
    class_id: Annotated[str, typer.Argument(metavar="CLASS", help="Where the student comes to.")],
    session: Annotated[
        str, typer.Argument(metavar="SESSION", help="Date and start: 2027-05-04T18:00.")
    ],
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Use a makeup token for a session."""
    run = Invocation.of(ctx, user, as_json)
    date, _, starts = session.partition("T")
    path = f"/v1/students/{segment(student)}/tokens/{segment(token)}/redeem"
    body = {"class": class_id, "date": date, "starts": starts}
    made = run.api.call("POST", path, body=body).document
    run.output.answer(made, f"{made['student']} comes to {class_id} on {date} at {starts}.")


def _sessions(classes: list[str], first: str, last: str | None, notify: bool) -> dict[str, Any]:
    said: dict[str, Any] = {"classes": classes, "from_date": first, "notify": notify}
    return said if last is None else {**said, "to_date": last}
