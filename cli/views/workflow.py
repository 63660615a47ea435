"""Autopilot's workflows."""

import json
from collections.abc import Iterable
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table

from cli.generated.contract import WorkflowView
from cli.views.words import facts, grid, heading, moment, plain


def workflow_view(workflow: WorkflowView) -> RenderableType:
    """Everything about one workflow."""
    return Group(
        heading(f"Autopilot: {plain(workflow['name'])}"),
        facts(
            id=plain(workflow["id"]),
            kind=plain(workflow["kind"]),
            parameters=plain(json.dumps(workflow["params"], ensure_ascii=False)),
            schedule=_schedule(workflow),
            launches=_state(workflow),
            in_the_name_of=plain(workflow["owner"]),
            created=moment(workflow["created_at"]),
            **_runs(workflow),
        ),
    )


def workflows_table(workflows: Iterable[WorkflowView]) -> Table:
    """Workflows below each other, as they come."""
    table = grid("Id", "Name", "Kind", "Schedule", "Launches")
    for workflow in workflows:
        table.add_row(
            plain(workflow["id"]),
            plain(workflow["name"]),
            plain(workflow["kind"]),
            _schedule(workflow),
            _state(workflow),
        )
    return table


def _schedule(workflow: WorkflowView) -> str:
    return plain(f"{workflow['schedule']} {workflow['timezone']}")


def _runs(workflow: WorkflowView) -> dict[str, str]:
    """The next moments and the last one, as far as there are any."""
    coming: Any = workflow.get("next_runs") or ()
    last: Any = workflow.get("last_run")
    told = {}
    preview: Any = workflow.get("preview")
    if preview:
        told["previews_first"] = f"runs {preview['wait_hours']} hours after its preview"
    if coming:
        told["next"] = ", ".join(moment(one) for one in coming)
    if last:
        told["last"] = f"{moment(last['at'])}, task {plain(last['task'])}"
    return told


def _state(workflow: WorkflowView) -> str:
    return "yes" if workflow["enabled"] else "no, it is disabled"
