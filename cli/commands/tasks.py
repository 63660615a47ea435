"""`legwork tasks` and `notifications`: the lists."""

from itertools import islice
from typing import Annotated

import typer

from cli import completion, options
from cli.api import PAGE
from cli.invocation import Invocation
from cli.notices import mark_read
from cli.views.task import notifications_table, tasks_table

Limit = Annotated[int, typer.Option(min=1, help="How many at most.")]


def tasks(
    ctx: typer.Context,
    state: Annotated[
        str | None,
        typer.Option(
            help="queued, planning, running, completed, …", autocompletion=completion.states
        ),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(help="Such as permit_billout.", autocompletion=completion.kinds),
    ] = None,
    subject: Annotated[str | None, typer.Option(help="Such as permit:606405.")] = None,
    launched_by: Annotated[
        str | None, typer.Option(help="me, autopilot, or the id of a staff member.")
    ] = None,
    workflow: Annotated[str | None, typer.Option(help="Id of an Autopilot workflow.")] = None,
    previews: Annotated[
        bool, typer.Option("--previews", help="Previews of the last day, and no tasks.")
    ] = False,
    limit: Limit = 25,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """List the background tasks that the user may see, newest first."""
    run = Invocation.of(ctx, user, as_json)
    asked = {
        "state": state,
        "kind": kind,
        "subject": subject,
        "launched_by": launched_by,
        "workflow": workflow,
        "preview": "true" if previews else None,
        "limit": min(limit, PAGE),
    }
    found = list(islice(run.api.pages("/v1/tasks", "tasks", asked), limit))
    run.output.answer({"tasks": found}, tasks_table(found) if found else "There are no such tasks.")


def notifications(
    ctx: typer.Context,
    limit: Limit = 25,
    read: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Mark this one as read: its id, or its job number."),
    ] = None,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """List the notices that the user's tasks have ended, newest first."""
    run = Invocation.of(ctx, user, as_json)
    if read:
        marked = mark_read(run.api, read)
        run.output.answer(marked, notifications_table([marked]))
        return
    pages = run.api.pages("/v1/notifications", "notifications")
    found = list(islice(pages, limit))
    run.output.answer(
        {"notifications": found},
        notifications_table(found) if found else "There are no notifications.",
    )
