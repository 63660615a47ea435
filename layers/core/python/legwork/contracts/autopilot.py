"""Autopilot workflows as owners see them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from legwork.contracts.task import Moment
from legwork.domain.workflow import Workflow


class WorkflowRequest(BaseModel):
    """What a workflow is to be."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=200)
    kind: str = Field(max_length=64)
    params: dict[str, Any] = Field(default_factory=dict)
    schedule: str = Field(max_length=256, description="rate(…), cron(…) or at(…)")
    timezone: str = Field(default="UTC", max_length=64, description="Such as America/New_York")
    enabled: bool = True


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
