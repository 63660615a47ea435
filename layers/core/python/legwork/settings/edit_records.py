"""Settings of ``edit_records``."""

from __future__ import annotations

from dataclasses import dataclass

from legwork.settings.parts import RecordsSettings, TasksSettings


@dataclass(frozen=True, kw_only=True)
class EditRecordsSettings(RecordsSettings, TasksSettings):
    """``edit_records``. Of the tasks table it knows the trail alone."""
