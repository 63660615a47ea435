"""Settings of ``close_dead``."""

from __future__ import annotations

from dataclasses import dataclass

from legwork.settings.parts import RetentionSettings, StorageSettings


@dataclass(frozen=True, kw_only=True)
class CloseDeadSettings(StorageSettings, RetentionSettings):
    """``close_dead``."""

    making_queue_url: str
    tokens_queue_url: str
    charges_queue_url: str
