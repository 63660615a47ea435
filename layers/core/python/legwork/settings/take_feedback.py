"""Settings of ``take_feedback``."""

from __future__ import annotations

from dataclasses import dataclass

from legwork.settings.parts import RecordsSettings


@dataclass(frozen=True, kw_only=True)
class TakeFeedbackSettings(RecordsSettings):
    """``take_feedback``."""

    event_bus_name: str
