"""Settings of ``make_file``."""

from __future__ import annotations

from dataclasses import dataclass

from legwork.settings.parts import RetentionSettings, StorageSettings


@dataclass(frozen=True, kw_only=True)
class MakeFileSettings(StorageSettings, RetentionSettings):
    """``make_file``."""
