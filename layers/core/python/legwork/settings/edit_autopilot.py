"""Settings of ``edit_autopilot``."""

from __future__ import annotations

from dataclasses import dataclass

from legwork.settings.parts import AnsweringSettings, SchedulingSettings


@dataclass(frozen=True, kw_only=True)
class EditAutopilotSettings(AnsweringSettings, SchedulingSettings):
    """``edit_autopilot``."""
