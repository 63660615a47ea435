"""Settings of ``edit_records``."""

from __future__ import annotations

from dataclasses import dataclass

from legwork.settings.parts import AnsweringSettings, RecordsSettings


@dataclass(frozen=True, kw_only=True)
class EditRecordsSettings(AnsweringSettings, RecordsSettings):
    """``edit_records``. Of the tasks table it knows the trail and the account's bucket of calls."""
