"""Autopilot workflows as owners see them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from legwork.contracts.task import Moment
from legwork.domain.workflow import SCHEDULE_PATTERN, Workflow


class WorkflowRequest(BaseModel):
    """What a workflow is to be."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=200)
    kind: str = Field(max_length=64)
    params: dict[str, Any] = Field(default_factory=dict)
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


class WorkflowView(BaseModel):
    """A task that Autopilot launches on a schedule."""

    id: str
    name: str
    kind: str
    params: dict[str, Any]
    schedule: str
    timezone: str
    enabled: bool
    owner: str
    created_at: Moment

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


class WorkflowListView(BaseModel):
    """The workflows of an account, oldest first."""

    autopilots: list[WorkflowView]
