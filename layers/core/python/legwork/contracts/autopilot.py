"""Autopilot workflows as owners see them."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from typing import Any

from pydantic import BaseModel, Field

from legwork.contracts.model import Model, Request
from legwork.contracts.moment import Moment
from legwork.contracts.of_kind import RequestOfKind
from legwork.contracts.params import params_model
from legwork.domain.kind import Kind
from legwork.domain.workflow import SCHEDULE_PATTERN, Workflow

_SHOWN = 3
"""Moments to come that are told."""


class PreviewFirst(Request):
    """It previews at its moment, tells the owner, waits, and then runs what it has shown."""

    wait_hours: int = Field(ge=1, le=168, strict=True, examples=[24])
    """From the end of the preview until it runs, unless somebody deletes the preview before."""


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

    preview: PreviewFirst | None = None
    """Whether it previews first; left out, it runs at its moment."""

    @classmethod
    def params_of(cls, kind: Kind[Any]) -> type[BaseModel]:
        """The parameters of a kind, in which days may be relative."""
        return params_model(kind, of_workflow=True)


class LastRunView(Model):
    """The last moment that a task was launched for."""

    at: Moment
    """The moment itself, as it was scheduled, or when somebody asked for it."""
    task: str
    """Id of the task."""


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
    preview: PreviewFirst | None
    """Whether it previews first, and how long it waits then."""
    next_runs: list[Moment]
    """The next three moments, as far as they can be told: none of a rate before its first."""
    last_run: LastRunView | None
    """What it launched last; its tasks are those of ``GET /v1/tasks?workflow=``."""
    created_at: Moment
    """When it was added."""
    version: int
    """Goes up with each change: in quotes, it is the ETag."""

    @classmethod
    def of(cls, workflow: Workflow, now: datetime) -> WorkflowView:
        """Show a workflow."""
        last = workflow.last_run
        coming = workflow.moments_after(now) if workflow.enabled else ()
        return cls(
            id=workflow.id,
            name=workflow.name,
            kind=workflow.kind,
            params=dict(workflow.params),
            schedule=workflow.schedule,
            timezone=workflow.timezone,
            enabled=workflow.enabled,
            owner=workflow.owner_name,
            preview=PreviewFirst(wait_hours=workflow.wait_hours) if workflow.wait_hours else None,
            next_runs=list(islice(coming, _SHOWN)),
            last_run=LastRunView(at=last.at, task=last.task) if last else None,
            created_at=workflow.created_at,
            version=workflow.version,
        )


class WorkflowListView(Model):
    """The workflows of an account, oldest first."""

    autopilots: list[WorkflowView]
    """All of them."""
