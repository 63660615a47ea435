"""Settings of ``watchdog``."""

from __future__ import annotations

from dataclasses import dataclass

from legwork.settings.parts import RetentionSettings, SchedulingSettings, StorageSettings


@dataclass(frozen=True, kw_only=True)
class WatchdogSettings(StorageSettings, RetentionSettings, SchedulingSettings):
    """``watchdog``."""

    event_bus_name: str
    user_pool_id: str
    planning_queue_url: str
    making_queue_url: str
    tokens_queue_url: str
    deliveries_queue_url: str
    charges_queue_url: str
    purge_queue_url: str
    webhooks_queue_url: str
    stalled_after_seconds: int
    running_tasks_max: int
