"""Settings of ``edit_records``."""

from __future__ import annotations

from dataclasses import dataclass

from legwork.settings.parts import RecordsSettings


@dataclass(frozen=True, kw_only=True)
class EditRecordsSettings(RecordsSettings):
    """``edit_records``."""
