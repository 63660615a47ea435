"""Settings of ``launch_task``."""

from __future__ import annotations

from dataclasses import dataclass

from legwork.settings.parts import AnsweringSettings, RetentionSettings, StorageSettings


@dataclass(frozen=True, kw_only=True)
class LaunchTaskSettings(AnsweringSettings, StorageSettings, RetentionSettings):
    """``launch_task``."""

    planning_queue_url: str
    upload_max_bytes: int
    user_pool_id: str
