"""Settings of ``run_job``."""

from __future__ import annotations

from dataclasses import dataclass

from legwork.settings.parts import RetentionSettings, StorageSettings


@dataclass(frozen=True, kw_only=True)
class RunJobSettings(StorageSettings, RetentionSettings):
    """``run_job``."""

    deliveries_queue_url: str
    charges_queue_url: str
    making_queue_url: str
    tokens_queue_url: str
    slice_seconds: int
