"""Settings of ``edit_permit``."""

from __future__ import annotations

from dataclasses import dataclass

from legwork.settings.parts import AnsweringSettings, RetentionSettings, StorageSettings


@dataclass(frozen=True, kw_only=True)
class EditPermitSettings(AnsweringSettings, StorageSettings, RetentionSettings):
    """``edit_permit``."""

    planning_queue_url: str
    permit_save_background_at: int
    permit_billout_background_at: int
