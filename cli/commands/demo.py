"""`legwork demo`: what Legwork does, shown on two large permits."""

from datetime import UTC, datetime

import typer

from cli import options
from cli.demo import Tour
from cli.invocation import Invocation


def demo(ctx: typer.Context, user: options.User = None, as_json: options.Json = False) -> None:
    """Save and bill out a large permit, cancel another half way, and prove the numbers."""
    run = Invocation.of(ctx, user, as_json)
    if not run.on_aws and run.stack.status() is None:
        run.stack.up(fresh=False, report=run.output.remark)
    tour = Tour(run, label=datetime.now(UTC).strftime("%m%d-%H%M%S"))
    document = tour.take()
    run.output.answer(document)
    if not document["ok"]:
        raise typer.Exit(1)
