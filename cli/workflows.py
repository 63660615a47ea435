"""Autopilot's workflows."""

from collections.abc import Callable, Mapping
from typing import Any

from cli.api import Api, segment
from cli.generated.contract import TaskView, WorkflowView

WORKFLOWS = "/v1/autopilots"
SAID_BY_OWNERS = ("name", "kind", "params", "schedule", "timezone", "enabled", "preview")


def path_of(workflow: str) -> str:
    """Where a workflow is read, changed and removed."""
    return f"{WORKFLOWS}/{segment(workflow)}"


def workflows_of(api: Api) -> list[WorkflowView]:
    """Every workflow of the account."""
    found: list[WorkflowView] = api.get(WORKFLOWS)["autopilots"]
    return found


def workflow_of(api: Api, workflow: str) -> WorkflowView:
    """Read a workflow."""
    found: WorkflowView = api.get(path_of(workflow))
    return found


def add(api: Api, said: Mapping[str, Any]) -> WorkflowView:
    """Add a workflow, once, however often the call has to be sent."""
    added: WorkflowView = api.launch("POST", WORKFLOWS, said).document
    return added


def change(api: Api, workflow: str, said: Callable[[WorkflowView], Mapping[str, Any]]) -> Any:
    """Change some of what owners say of a workflow, and leave the rest as it is.

    Args:
        api: where.
        workflow: its id.
        said: what is to be another, given the workflow as it was read.
    """
    read = api.call("GET", path_of(workflow))
    before: WorkflowView = read.document
    kept = {name: value for name, value in before.items() if name in SAID_BY_OWNERS}
    body = {**kept, **said(before)}
    # Sent once: a repeat of a change that went through would be told that it is outdated.
    headers = {"If-Match": read.etag or ""}
    return api.call("PUT", path_of(workflow), body=body, headers=headers, tries=1).document


def remove(api: Api, workflow: str) -> None:
    """Remove a workflow, as it is now."""
    read = api.call("GET", path_of(workflow))
    api.call("DELETE", path_of(workflow), headers={"If-Match": read.etag or ""}, tries=1)


def run_now(api: Api, workflow: str) -> TaskView:
    """Launch a workflow's task now, once, however often the call has to be sent."""
    launched: TaskView = api.launch("POST", f"{path_of(workflow)}/run", {}).document
    return launched
