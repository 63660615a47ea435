"""Settings of ``stop_tasks``."""

from __future__ import annotations

from dataclasses import dataclass

from legwork.settings.manage_tasks import ManageTasksSettings


@dataclass(frozen=True, kw_only=True)
class StopTasksSettings(ManageTasksSettings):
    """``stop_tasks``: answers the same calls as ``manage_tasks`` does, in a room of its own."""
