"""`legwork preview`, `approve`, `reject`, `approvals`: look before, and let somebody else look."""

from typing import Annotated, Any

import typer

from cli import completion, options
from cli.failures import WrongUsage
from cli.invocation import Invocation
from cli.kinds import schema_of
from cli.params import read_params
from cli.progress import watch
from cli.task_name import resolve
from cli.views.preview import approval_rules, decided, shown

_RULES = "/v1/approval-rules"

Reason = Annotated[str | None, typer.Option(help="Told to whoever made the preview.")]


def preview(
    ctx: typer.Context,
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND", help="Such as permit_billout.", autocompletion=completion.kinds
        ),
    ],
    param: options.Params = None,
    title: Annotated[
        str | None, typer.Option(help="What the task will be called; its kind names it without.")
    ] = None,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Show what a task would do to each of its targets; nothing is written, sent or charged."""
    run = Invocation.of(ctx, user, as_json)
    body: dict[str, Any] = {
        "kind": kind,
        "params": read_params(param or (), schema_of(run.api, kind)),
        **({"title": title} if title else {}),
    }
    seen: Any = watch(run, run.api.launch("POST", "/v1/previews", body).document)
    groups = run.api.get(f"/v1/tasks/{seen['id']}/outcomes/summary")["groups"]
    run.output.answer({**seen, "groups": groups}, shown(seen, groups))
    if seen["state"] != "completed":
        raise typer.Exit(1)


def approve(
    ctx: typer.Context,
    task: options.TaskName,
    reason: Reason = None,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Approve somebody else's preview: what it shows may be launched."""
    _decide(Invocation.of(ctx, user, as_json), task, "approve", reason)


def reject(
    ctx: typer.Context,
    task: options.TaskName,
    reason: Reason = None,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Reject somebody else's preview: it cannot be launched."""
    _decide(Invocation.of(ctx, user, as_json), task, "reject", reason)


def approvals(
    ctx: typer.Context,
    rule: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND[:TARGETS[:CENTS]]",
            help="Launches of a kind, from so many targets or cents on; replaces all rules.",
        ),
    ] = None,
    none: Annotated[bool, typer.Option("--none", help="Remove all rules.")] = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Show or say which launches somebody else must approve. For owners."""
    run = Invocation.of(ctx, user, as_json)
    if rule or none:
        body = {"rules": [_rule(words) for words in rule or ()]}
        found = run.api.call("PUT", _RULES, body=body).document
    else:
        found = run.api.get(_RULES)
    run.output.answer(found, approval_rules(found["rules"]))


def _decide(run: Invocation, name: str, answer: str, reason: str | None) -> None:
    path = f"/v1/previews/{resolve(run.api, name)}/{answer}"
    seen = run.api.call("POST", path, body={"reason": reason} if reason else {}).document
    run.output.answer(seen, decided(seen))


def _rule(words: str) -> dict[str, Any]:
    kind, *sizes = words.split(":")
    if len(sizes) > 2 or not all(size.isdecimal() or not size for size in sizes):
        raise WrongUsage(f"'{words}' is no rule such as post_charges:500 or post_charges::100000.")
    names = ("from_targets", "from_cents")
    given = zip(names, sizes, strict=False)
    return {"kind": kind} | {name: int(size) for name, size in given if size}
