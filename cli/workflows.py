"""Autopilot's workflows."""

from collections.abc import Mapping
from typing import Any

from cli.answers import Workflow
from cli.api import Api, segment
from cli.failures import Failure, Refused

WORKFLOWS = "/v1/autopilots"
SAID_BY_OWNERS = ("name", "kind", "params", "schedule", "timezone", "enabled")


def path_of(workflow: str) -> str:
    """Where a workflow is read, changed and removed."""
    return f"{WORKFLOWS}/{segment(workflow)}"


def workflows_of(api: Api) -> list[Workflow]:
    """Every workflow of the account."""
    found: list[Workflow] = api.get(WORKFLOWS)["autopilots"]
    return found


def workflow_of(api: Api, workflow: str) -> Workflow:
    """Read a workflow."""
    found: Workflow = api.get(path_of(workflow))
    return found


def add(api: Api, said: Mapping[str, Any]) -> Workflow:
    """Add a workflow, once: nothing tells the API that a second call means the first one.

    Raises:
        Failure: it was refused, or its answer was lost.
    """
    try:
        added: Workflow = api.call("POST", WORKFLOWS, body=said, tries=1).document
    except Failure as failure:
        if isinstance(failure, Refused) and failure.status < 500:
            raise
        raise Failure(
            f"{failure.message} It may have been added all the same: see legwork autopilot list."
        ) from failure
    return added


def change(api: Api, before: Workflow, said: Mapping[str, Any]) -> Workflow:
    """Change some of what owners say of a workflow, and leave the rest as it is."""
    kept = {name: value for name, value in before.items() if name in SAID_BY_OWNERS}
    changed: Workflow = api.call("PUT", path_of(before["id"]), body={**kept, **said}).document
    return changed
