"""Settings of ``stuck_tasks``."""

from __future__ import annotations

from dataclasses import dataclass

from legwork.settings.parts import RetentionSettings, StorageSettings


@dataclass(frozen=True, kw_only=True)
class StuckTasksSettings(StorageSettings, RetentionSettings):
    """``stuck_tasks``."""

    planning_queue_url: str
    making_queue_url: str
    tokens_queue_url: str
    deliveries_queue_url: str
    charges_queue_url: str
    purge_queue_url: str
    stalled_after_seconds: int
    running_tasks_max: int
