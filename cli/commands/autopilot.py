"""`legwork autopilot`: tasks that are launched on a schedule."""

from typing import Annotated, Any

import typer

from cli import options, workflows
from cli.generated.contract import WorkflowView
from cli.invocation import Invocation
from cli.kinds import schema_of
from cli.params import read_workflow_params
from cli.views.task import name_of
from cli.views.words import plain
from cli.views.workflow import workflow_view, workflows_table

group = typer.Typer(help="Let Autopilot launch tasks on a schedule; for owners.")
Preview = Annotated[
    int | None,
    typer.Option(
        min=0, max=168, help="Preview first, and run so many hours later; 0 for no preview."
    ),
]
Id = Annotated[str, typer.Argument(metavar="ID", help="The workflow's id.")]
SCHEDULE = "rate(1 day), cron(0 6 ? * MON-FRI *) or at(2026-09-01T06:00:00)."
TIMEZONE = "Of cron and at, such as America/New_York."


@group.command("add")
def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Option(help="Of the workflow, and of its tasks.")],
    kind: Annotated[str, typer.Option(help="Such as permit_billout.")],
    schedule: Annotated[str, typer.Option(help=SCHEDULE)],
    param: options.Params = None,
    timezone: Annotated[str, typer.Option(help=TIMEZONE)] = "UTC",
    disabled: Annotated[bool, typer.Option("--disabled", help="Do not launch yet.")] = False,
    preview_hours: Preview = None,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Add a workflow: a task that is launched on a schedule from now on."""
    run = Invocation.of(ctx, user, as_json)
    added = workflows.add(
        run.api,
        {
            "name": name,
            "kind": kind,
            "params": read_workflow_params(param or (), schema_of(run.api, kind)),
            "schedule": schedule,
            "timezone": timezone,
            "enabled": not disabled,
            **_preview(preview_hours),
        },
    )
    run.output.answer(added, workflow_view(added))


@group.command("list")
def list_(ctx: typer.Context, user: options.User = None, as_json: options.Json = False) -> None:
    """List the workflows of the account, oldest first."""
    run = Invocation.of(ctx, user, as_json)
    found = workflows.workflows_of(run.api)
    run.output.answer(
        {"autopilots": found}, workflows_table(found) if found else "There are no workflows."
    )


@group.command("show")
def show(
    ctx: typer.Context, workflow: Id, user: options.User = None, as_json: options.Json = False
) -> None:
    """Show a workflow with its parameters."""
    run = Invocation.of(ctx, user, as_json)
    found = workflows.workflow_of(run.api, workflow)
    run.output.answer(found, workflow_view(found))


@group.command("change")
def change(
    ctx: typer.Context,
    workflow: Id,
    name: Annotated[str | None, typer.Option(help="Another name.")] = None,
    param: options.Params = None,
    schedule: Annotated[str | None, typer.Option(help=SCHEDULE)] = None,
    timezone: Annotated[str | None, typer.Option(help=TIMEZONE)] = None,
    enabled: Annotated[
        bool | None, typer.Option("--enabled/--disabled", help="Whether it launches.")
    ] = None,
    preview_hours: Preview = None,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Change what is named and leave the rest; it launches in the user's name from then on."""
    run = Invocation.of(ctx, user, as_json)
    said = {"name": name, "schedule": schedule, "timezone": timezone, "enabled": enabled}
    changes: dict[str, Any] = {what: value for what, value in said.items() if value is not None}
    changes |= _preview(preview_hours)

    def meant(before: WorkflowView) -> dict[str, Any]:
        if not param:
            return changes
        read = read_workflow_params(param, schema_of(run.api, before["kind"]))
        return {**changes, "params": {**before["params"], **read}}

    after = workflows.change(run.api, workflow, meant)
    run.output.answer(after, workflow_view(after))


def _preview(hours: int | None) -> dict[str, Any]:
    """What is said of a preview, if anything is."""
    if hours is None:
        return {}
    return {"preview": {"wait_hours": hours} if hours else None}


@group.command("run")
def run_now(
    ctx: typer.Context, workflow: Id, user: options.User = None, as_json: options.Json = False
) -> None:
    """Launch a workflow's task now, whether it is enabled or not; its schedule stays."""
    run = Invocation.of(ctx, user, as_json)
    launched = workflows.run_now(run.api, workflow)
    told = f"{name_of(launched)} is launched. Watch it with: legwork watch {launched['number']}"
    run.output.answer(launched, told)


@group.command("remove")
def remove(
    ctx: typer.Context, workflow: Id, user: options.User = None, as_json: options.Json = False
) -> None:
    """Remove a workflow; the tasks that it launched stay."""
    run = Invocation.of(ctx, user, as_json)
    workflows.remove(run.api, workflow)
    run.output.answer({"removed": workflow}, f"Workflow {plain(workflow)} is removed.")
