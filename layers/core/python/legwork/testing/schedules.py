"""Schedules in memory."""

from __future__ import annotations

from dataclasses import dataclass, field

from legwork.domain.workflow import Workflow


@dataclass(slots=True)
class MemorySchedules:
    """The workflows as their schedules know them, by id."""

    by_id: dict[str, Workflow] = field(default_factory=dict)

    def put(self, workflow: Workflow) -> None:
        """Make or change the schedule."""
        self.by_id[workflow.id] = workflow

    def remove(self, workflow: Workflow) -> None:
        """Remove the schedule."""
        self.by_id.pop(workflow.id, None)
