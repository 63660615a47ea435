"""Settings of ``announce``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from legwork.domain.retention import Retention
from legwork.settings.parts import TasksSettings


@dataclass(frozen=True, kw_only=True)
class AnnounceSettings(TasksSettings):
    """``announce``."""

    event_bus_name: str
    completed_retention_seconds: int
    planning_queue_url: str
    running_tasks_max: int

    @property
    def retention(self) -> Retention:
        """How long notifications stay."""
        return Retention(timedelta(seconds=self.completed_retention_seconds))
