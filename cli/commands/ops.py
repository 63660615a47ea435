"""`legwork ops`: operate a stack with your own AWS credentials, past the API and its logins."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from cli import options
from cli.failures import Failure, WrongUsage
from cli.invocation import Invocation
from cli.views.ops import account_view, active_table, costs_table, counts_table

group = typer.Typer(
    help="Operate a stack with your own AWS credentials. LEGWORK_STACK names it, such as "
    "legwork-prod; without it, the embedded one."
)
dead = typer.Typer(help="Messages that nobody could work on.")
group.add_typer(dead, name="dead")
Account = Annotated[str | None, typer.Option(help="Of this account alone.")]
Kind = Annotated[str | None, typer.Option(help="All tasks of this kind, of every account.")]
Everything = Annotated[bool, typer.Option("--everything", help="All kinds, of every account.")]
TaskId = Annotated[str, typer.Argument(metavar="ID", help="The task's id.")]
Name = Annotated[str, typer.Argument(metavar="ACCOUNT")]


@contextmanager
def _told(run: Invocation) -> Iterator[None]:
    """Refusals as sentences; what nobody has thought of stays an error with its trace."""
    try:
        yield
    except run.desk_refusals as refusal:
        raise Failure(str(refusal) or type(refusal).__name__) from refusal


@group.command("tasks")
def tasks(
    ctx: typer.Context,
    stuck: Annotated[
        bool, typer.Option("--stuck", help="Only those that should have moved since.")
    ] = False,
    account: Account = None,
    as_json: options.Json = False,
) -> None:
    """List the tasks that have not ended, of all accounts."""
    run = Invocation.of(ctx, None, as_json)
    with _told(run):
        found = run.desk.tasks(stuck=stuck, account=account)
    run.output.answer({"tasks": found}, active_table(found) if found else "There are none.")


@group.command("account")
def account_(ctx: typer.Context, name: Name, as_json: options.Json = False) -> None:
    """Show an account: its holds, limits, turns, and the newest acts in its trail."""
    run = Invocation.of(ctx, None, as_json)
    with _told(run):
        found = run.desk.account(name)
    run.output.answer(found, account_view(found))


@group.command("pause")
def pause(
    ctx: typer.Context,
    reason: Annotated[str, typer.Option(help="Shown to whoever waits.")],
    account: Account = None,
    kind: Kind = None,
    everything: Everything = False,
    as_json: options.Json = False,
) -> None:
    """Put an account, a kind or everything on hold: what runs is paused, and new tasks wait."""
    run = Invocation.of(ctx, None, as_json)
    _one_of(account, kind, everything)
    with _told(run):
        paused = run.desk.hold(reason, account=account, kind=kind)
    run.output.answer({"paused": paused}, f"On hold; {len(paused):,} tasks were paused.")


@group.command("resume")
def resume(
    ctx: typer.Context,
    account: Account = None,
    kind: Kind = None,
    everything: Everything = False,
    as_json: options.Json = False,
) -> None:
    """Lift what was put on hold: within a minute the watchdog lets it go on."""
    run = Invocation.of(ctx, None, as_json)
    _one_of(account, kind, everything)
    with _told(run):
        run.desk.release(account=account, kind=kind)
    run.output.answer({}, "Lifted: within a minute its tasks go on.")


@group.command("cancel")
def cancel(
    ctx: typer.Context,
    task: TaskId,
    reason: Annotated[str, typer.Option(help="Shown with the task.")],
    as_json: options.Json = False,
) -> None:
    """Cancel a task: when this has answered, nothing more of it will be done."""
    run = Invocation.of(ctx, None, as_json)
    with _told(run):
        receipt = run.desk.cancel(task, reason)
    run.output.answer(
        receipt,
        f"Cancelled: {receipt['done']:,} of {receipt['total']:,} targets were done before.",
    )


@dead.command("list")
def list_dead(ctx: typer.Context, as_json: options.Json = False) -> None:
    """Count the dead messages of each queue."""
    run = Invocation.of(ctx, None, as_json)
    with _told(run):
        found = run.desk.dead_counts()
    run.output.answer(found, counts_table(found))


@dead.command("redrive")
def redrive(
    ctx: typer.Context,
    queue: Annotated[str, typer.Argument(help="Such as deliveries: see `dead list`.")],
    as_json: options.Json = False,
) -> None:
    """Send the dead messages of a queue to where they come from."""
    run = Invocation.of(ctx, None, as_json)
    with _told(run):
        moved = run.desk.redrive(queue)
    run.output.answer({"moved": moved}, f"{moved:,} messages were sent again.")


@group.command("announce-again")
def announce_again(
    ctx: typer.Context,
    task: TaskId,
    account: Annotated[str, typer.Option(help="Whose task it is.")],
    as_json: options.Json = False,
) -> None:
    """Announce the end of a task once more: within a minute the watchdog does."""
    run = Invocation.of(ctx, None, as_json)
    with _told(run):
        run.desk.announce_again(account, task)
    run.output.answer({}, "Within a minute its end is announced again.")


@group.command("cost")
def cost(
    ctx: typer.Context,
    name: Name,
    month: Annotated[
        str | None, typer.Option(metavar="YYYY-MM", help="The current one without it.")
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Show what the tasks of an account have cost that ended in a month, by kind."""
    run = Invocation.of(ctx, None, as_json)
    with _told(run):
        found = run.desk.cost(name, month)
    run.output.answer({"costs": found}, costs_table(found) if found else "Nothing ended then.")


@group.command("limits")
def limits(
    ctx: typer.Context,
    name: Name,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="LIMIT=N", help="Or LIMIT=stage, for the stage's again."),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Show the limits of an account, or set some, without a deployment."""
    run = Invocation.of(ctx, None, as_json)
    with _told(run):
        found = run.desk.limits(name, _changes(set_ or []))
    shown = {limit: value if value is not None else "the stage's" for limit, value in found.items()}
    run.output.answer(found, counts_table(shown))


def _one_of(account: str | None, kind: str | None, everything: bool) -> None:
    if sum((account is not None, kind is not None, everything)) != 1:
        raise WrongUsage("Say which: --account, --kind or --everything.")


def _changes(said: list[str]) -> dict[str, Any]:
    changes: dict[str, int | None] = {}
    for one in said:
        limit, _, value = one.partition("=")
        if value != "stage" and not value.isdecimal():
            raise WrongUsage(f"'{one}' is not LIMIT=N or LIMIT=stage.")
        changes[limit] = None if value == "stage" else int(value)
    return changes
