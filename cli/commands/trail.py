"""`legwork trail`: who did what and when, and the proof that nothing of it is missing."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Annotated, Any

import typer

from cli import options, task_name
from cli.failures import Failure, WrongUsage
from cli.invocation import Invocation
from cli.trail_proof import problems
from cli.views.trail import trail_table

PAGE = 1000
"""Most acts that one call answers."""
group = typer.Typer(help="Who did what and when, kept for 400 days; for owners.")
Since = Annotated[
    str | None, typer.Option("--from", metavar="TIME", help="Such as 2026-03-02 or a moment.")
]
Until = Annotated[str | None, typer.Option("--to", metavar="TIME", help="Before this moment.")]
By = Annotated[str | None, typer.Option(help="me, or the id or the name of who acted.")]
Act = Annotated[str | None, typer.Option(help="Such as launched, cancelled or record_changed.")]
Task = Annotated[str | None, typer.Option(help="A task's id; of one that is there, its number.")]


@group.command("list")
def list_(
    ctx: typer.Context,
    since: Since = None,
    until: Until = None,
    by: By = None,
    act: Act = None,
    task: Task = None,
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 25,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """List who did what, newest first."""
    run = Invocation.of(ctx, user, as_json)
    asked = {**_asked(run, since, until, by, act, task), "limit": min(limit, PAGE)}
    found = list(islice(run.api.pages("/v1/trail", "acts", asked), limit))
    run.output.answer({"acts": found}, trail_table(found) if found else "Nobody did such a thing.")


@group.command("export")
def export(
    ctx: typer.Context,
    since: Since = None,
    until: Until = None,
    by: By = None,
    act: Act = None,
    task: Task = None,
    user: options.User = None,
) -> None:
    """Print the trail as CSV."""
    run = Invocation.of(ctx, user)
    asked = _asked(run, since, until, by, act, task)
    typer.echo(run.api.call("GET", "/v1/trail.csv", params=asked).text, nl=False)


@group.command("verify")
def verify(
    ctx: typer.Context,
    known: Annotated[
        list[str] | None,
        typer.Option(metavar="ID:HASH", help="What an earlier run has printed; may be repeated."),
    ] = None,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Prove that no act was changed, removed or moved; ends with 1 when one was."""
    run = Invocation.of(ctx, user, as_json)
    page = run.api.get("/v1/trail", {"limit": PAGE})
    head, seen = page["head"], 0

    def counted() -> Iterator[Any]:
        nonlocal seen
        for act in _acts(run, page):
            seen += 1
            yield act

    found = list(problems(head, counted(), datetime.now(UTC), _known(known or ())))
    newest = f"{head['id']}:{head['hash']}" if head else None
    document = {"acts": seen, "newest": newest, "problems": found}
    run.output.answer(document, *(found or [_proved(seen, newest)]))
    if found:
        raise Failure("The trail is not as it was written.")


def _acts(run: Invocation, page: Any) -> Iterator[Any]:
    """All acts, from a first page on."""
    while True:
        yield from page["acts"]
        if not page["next_cursor"]:
            return
        page = run.api.get("/v1/trail", {"limit": PAGE, "cursor": page["next_cursor"]})


def _proved(seen: int, newest: str | None) -> str:
    if newest is None:
        return "Nobody has acted yet."
    kept = f"Keep this, to prove it later: --known {newest}"
    return f"All {seen:,} acts are there, each as it was written. {kept}"


def _known(said: list[str] | tuple[str, ...]) -> dict[int, str]:
    known = {}
    for one in said:
        place, _, digest = one.partition(":")
        if not (place.isdecimal() and digest):
            raise WrongUsage(f"'{one}' is not what `legwork trail verify` prints: ID:HASH.")
        known[int(place)] = digest
    return known


def _asked(
    run: Invocation,
    since: str | None,
    until: str | None,
    by: str | None,
    act: str | None,
    task: str | None,
) -> dict[str, Any]:
    named = task_name.resolve(run.api, task) if task else None
    asked = {"from": since, "to": until, "by": by, "act": act, "task": named}
    return {name: value for name, value in asked.items() if value is not None}
