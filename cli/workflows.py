"""Autopilot's workflows."""

from collections.abc import Mapping
from typing import Any

from cli.api import Api, segment
from cli.generated.contract import WorkflowView

WORKFLOWS = "/v1/autopilots"
SAID_BY_OWNERS = ("name", "kind", "params", "schedule", "timezone", "enabled")


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


def change(api: Api, before: WorkflowView, said: Mapping[str, Any]) -> WorkflowView:
    """Change some of what owners say of a workflow, and leave the rest as it is."""
    kept = {name: value for name, value in before.items() if name in SAID_BY_OWNERS}
    changed: WorkflowView = api.call("PUT", path_of(before["id"]), body={**kept, **said}).document
    return changed
