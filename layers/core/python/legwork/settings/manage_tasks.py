"""Settings of ``manage_tasks``."""

from __future__ import annotations

from dataclasses import dataclass

from legwork.settings.parts import AnsweringSettings, RetentionSettings, StorageSettings


@dataclass(frozen=True, kw_only=True)
class ManageTasksSettings(AnsweringSettings, StorageSettings, RetentionSettings):
    """``manage_tasks``."""

    planning_queue_url: str
    purge_queue_url: str
    tokens_queue_url: str
    deliveries_queue_url: str
    running_tasks_max: int
    mails_per_second: int
    charges_queue_url: str
    making_queue_url: str
