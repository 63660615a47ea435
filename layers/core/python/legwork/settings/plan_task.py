"""Settings of ``plan_task``."""

from __future__ import annotations

from dataclasses import dataclass

from legwork.settings.parts import RetentionSettings, StorageSettings


@dataclass(frozen=True, kw_only=True)
class PlanTaskSettings(StorageSettings, RetentionSettings):
    """``plan_task``."""

    planning_queue_url: str
    making_queue_url: str
    tokens_queue_url: str
    deliveries_queue_url: str
    charges_queue_url: str
    lanes_max: int
    lane_batches: int
    running_tasks_max: int
