"""`legwork outbox`: what the embedded stack has sent."""

from typing import Annotated, Any

import typer

from cli import options
from cli.commands.task import task_of
from cli.embedded import SentMail
from cli.failures import Failure
from cli.invocation import Invocation
from cli.outbox import Wanted
from cli.views.mail import outbox_table
from cli.views.words import number

EXAMPLES = """Examples:

legwork outbox --task 12

legwork outbox --to family17@ --limit 1 --json"""
SHOWN = 25


def outbox(
    ctx: typer.Context,
    task: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Only what left while this task ran: its id or number."),
    ] = None,
    to: Annotated[str | None, typer.Option(help="Only to addresses with this in them.")] = None,
    subject: Annotated[str | None, typer.Option(help="Only subjects with this in them.")] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="How many at most; JSON holds all unless told.")
    ] = None,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """List the mail that left, newest first, from the mail service's own record.

    Only the embedded stack keeps it: nothing that it sends reaches anybody.
    """
    run = Invocation.of(ctx, user, as_json)
    if run.on_aws:
        raise Failure("Only the embedded stack keeps what it sent; unset LEGWORK_API_URL.")
    of_task = task_of(run.api, task) if task else None
    found = list(Wanted(to=to, subject=subject, task=of_task).among(run.stack.sent()))
    newest = found[::-1][: limit or (None if run.as_json else SHOWN)]
    addresses = len({mail.to for mail in found})
    run.output.answer(
        {
            "count": len(found),
            "addresses": addresses,
            "mails": [_document(mail) for mail in newest],
        },
        *([outbox_table(newest)] if newest else []),
        f"{number(len(found))} mails to {number(addresses)} addresses.",
    )


def _document(mail: SentMail) -> dict[str, Any]:
    return {
        "at": mail.at.isoformat(),
        "sender": mail.sender,
        "to": mail.to,
        "subject": mail.subject,
        "text": mail.text,
        "html": mail.html,
    }
