"""`legwork task`, `watch`, `cancel`, `retry`, `undo`, `outcomes`, `delete`: one task."""

from pathlib import Path
from typing import Annotated

import typer

from cli import completion, options
from cli.api import Api
from cli.cancelling import cancel as cancel_task
from cli.following import path_of
from cli.generated.contract import AuditView, OutcomeSummaryView, TaskView
from cli.invocation import Invocation
from cli.launching import conclude, settle
from cli.outcomes import first_outcomes, save_csv
from cli.progress import watch as watch_to_the_end
from cli.task_name import resolve
from cli.views.task import audit_table, cancelled, detail, name_of, outcomes_table, summary_table
from cli.views.words import heading, number

group = typer.Typer(help="Look at one background task.")
OUTCOMES_SHOWN = 100


def task_of(api: Api, name: str) -> TaskView:
    """Read the task that people call by its id or its job number."""
    task: TaskView = api.get(path_of(resolve(api, name)))
    return task


@group.command("show")
def show(
    ctx: typer.Context,
    task: options.TaskName,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Show a task with its exact progress."""
    run = Invocation.of(ctx, user, as_json)
    found = task_of(run.api, task)
    run.output.answer(found, detail(found, run.api.url))


@group.command("audit")
def audit(
    ctx: typer.Context,
    task: options.TaskName,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Prove from the tables that plan, ledger, counters and effects of a task agree."""
    run = Invocation.of(ctx, user, as_json)
    found: AuditView = run.api.get(f"{path_of(resolve(run.api, task))}/audit")
    verdict = "Everything agrees." if found["ok"] else "Not everything agrees."
    run.output.answer(found, audit_table(found), heading(verdict))
    if not found["ok"]:
        raise typer.Exit(1)


def watch(
    ctx: typer.Context,
    task: options.TaskName,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Watch a task to its end. Ctrl-C stops watching, not the task."""
    run = Invocation.of(ctx, user, as_json)
    conclude(run, watch_to_the_end(run, task_of(run.api, task)))


def cancel(
    ctx: typer.Context,
    task: options.TaskName,
    reason: Annotated[str | None, typer.Option(help="Kept with the task.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Cancel a task: what is done stays done, and nothing more will be."""
    run = Invocation.of(ctx, user, as_json)
    found = task_of(run.api, task)
    if not (yes or run.as_json or _confirmed(found)):
        run.output.remark("Nothing was canceled.")
        return
    receipt = cancel_task(run.api, found["id"], reason)
    run.output.answer(receipt, cancelled(receipt))


def _confirmed(task: TaskView) -> bool:
    asked = f"Cancel {name_of(task)}? What is done stays done. YES cancels, No Thanks! goes back"
    return str(typer.prompt(asked, err=True)).strip().upper() == "YES"


def retry(
    ctx: typer.Context,
    task: options.TaskName,
    code: Annotated[
        list[str] | None,
        typer.Option(help="Only targets that ended in an error with this code; can be repeated."),
    ] = None,
    no_wait: options.NoWait = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Launch another task over the targets that ended in error or were not attempted."""
    run = Invocation.of(ctx, user, as_json)
    some = {"codes": code} if code else {}
    answer = run.api.launch("POST", f"{path_of(resolve(run.api, task))}/retry", some)
    settle(run, answer.document, wait=not no_wait)


def undo(
    ctx: typer.Context,
    task: options.TaskName,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
    preview: Annotated[
        bool, typer.Option("--preview", help="Only show what would be taken back.")
    ] = False,
    follow: Annotated[
        bool, typer.Option("--follow/--no-wait", help="Watch the undo to its end.")
    ] = True,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Launch another task that takes back, target by target, what this one did."""
    run = Invocation.of(ctx, user, as_json)
    found = task_of(run.api, task)
    if preview:
        shown = run.api.launch("POST", "/v1/previews", {"undo_of": found["id"]})
        settle(run, shown.document, wait=follow)
        return
    if not (yes or run.as_json or _wants_undo(found)):
        run.output.remark("Nothing was undone.")
        return
    answer = run.api.launch("POST", f"{path_of(found['id'])}/undo", {})
    settle(run, answer.document, wait=follow)


def _wants_undo(task: TaskView) -> bool:
    """Whether people say YES to what cannot be taken back; nobody is asked if it is nothing."""
    warning = task.get("undo_warning")
    if warning is None:
        return True
    asked = f"{warning} Undo {name_of(task)}? YES undoes the rest, No Thanks! goes back"
    return str(typer.prompt(asked, err=True)).strip().upper() == "YES"


def outcomes(
    ctx: typer.Context,
    task: options.TaskName,
    outcome: Annotated[
        list[str] | None,
        typer.Option(
            help="Only these: succeeded, warning, error, skipped, not_attempted.",
            autocompletion=completion.outcomes,
        ),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="How many at most; JSON holds all unless told.")
    ] = None,
    csv: Annotated[
        Path | None, typer.Option(dir_okay=False, help="Write all of them to this file.")
    ] = None,
    summary: Annotated[
        bool, typer.Option("--summary", help="Only how many ended how and why, with an example.")
    ] = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """List what came of each target of a task."""
    run = Invocation.of(ctx, user, as_json)
    task_id, wanted = resolve(run.api, task), ",".join(outcome or []) or None
    if summary:
        found: OutcomeSummaryView = run.api.get(f"{path_of(task_id)}/outcomes/summary")
        run.output.answer(found, summary_table(found["groups"]))
        return
    if csv:
        rows = save_csv(run.api, task_id, wanted, csv)
        run.output.answer(
            {"file": str(csv), "rows": rows}, f"{number(rows)} outcomes are in {csv}."
        )
        return
    most = limit if limit or run.as_json else OUTCOMES_SHOWN
    listed, more = first_outcomes(run.api, task_id, wanted, most)
    run.output.answer(
        {"outcomes": listed}, outcomes_table(listed) if listed else "There are no such outcomes."
    )
    if more and not run.as_json:
        run.output.remark("There are more: --limit shows more of them, --csv FILE writes them all.")


def delete(
    ctx: typer.Context,
    task: options.TaskName,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Delete an ended task; what it did stays."""
    run = Invocation.of(ctx, user, as_json)
    task_id = resolve(run.api, task)
    run.api.call("DELETE", path_of(task_id))
    run.output.answer({"deleted": task_id}, f"Task {task_id} is deleted.")
