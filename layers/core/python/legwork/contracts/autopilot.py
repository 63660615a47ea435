"""Autopilot workflows as owners see them."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from legwork.contracts.model import Model
from legwork.contracts.of_kind import RequestOfKind
from legwork.contracts.task import Moment
from legwork.domain.workflow import SCHEDULE_PATTERN, Workflow


class WorkflowRequest(RequestOfKind):
    """What a workflow is to be."""

    name: str = Field(min_length=1, max_length=200)
    """What people call it."""
    schedule: str = Field(
        max_length=256,
        description="As EventBridge Scheduler writes it: rate(…), cron(…) or at(…).",
        examples=["cron(0 6 ? * MON-FRI *)"],
        json_schema_extra={"pattern": SCHEDULE_PATTERN},
    )
    timezone: str = Field(
        default="UTC",
        max_length=64,
        description="Name of the time zone in which the schedule is read.",
        examples=["America/New_York"],
    )
    enabled: bool = Field(
        default=True, strict=True, description="One that is not launches nothing."
    )


class WorkflowView(Model):
    """A task that Autopilot launches on a schedule."""

    id: str
    """Id of the workflow."""
    name: str
    """What people call it."""
    kind: str
    """Kind of the tasks that it launches."""
    params: dict[str, Any]
    """Parameters of those tasks."""
    schedule: str
    """When it launches, as EventBridge Scheduler writes it."""
    timezone: str
    """Time zone in which the schedule is read."""
    enabled: bool
    """Whether it launches anything."""
    owner: str
    """Name of the owner in whose name it launches."""
    created_at: Moment
    """When it was added."""

    @classmethod
    def of(cls, workflow: Workflow) -> WorkflowView:
        """Show a workflow."""
        return cls(
            id=workflow.id,
            name=workflow.name,
            kind=workflow.kind,
            params=dict(workflow.params),
            schedule=workflow.schedule,
            timezone=workflow.timezone,
            enabled=workflow.enabled,
            owner=workflow.owner_name,
            created_at=workflow.created_at,
        )


class WorkflowListView(Model):
    """The workflows of an account, oldest first."""

    autopilots: list[WorkflowView]
    """All of them."""
