"""Settings of ``edit_autopilot``."""

from __future__ import annotations

from dataclasses import dataclass

from legwork.settings.parts import SchedulingSettings


@dataclass(frozen=True, kw_only=True)
class EditAutopilotSettings(SchedulingSettings):
    """``edit_autopilot``."""
