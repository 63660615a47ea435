"""Settings of ``authorize``."""

from __future__ import annotations

from dataclasses import dataclass

from legwork.settings.parts import TasksSettings


@dataclass(frozen=True, kw_only=True)
class AuthorizeSettings(TasksSettings):
    """``authorize``."""
