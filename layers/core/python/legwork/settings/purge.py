"""Settings of ``purge``."""

from __future__ import annotations

from dataclasses import dataclass

from legwork.settings.parts import TasksSettings


@dataclass(frozen=True, kw_only=True)
class PurgeSettings(TasksSettings):
    """``purge``."""

    files_bucket: str

    purge_queue_url: str
