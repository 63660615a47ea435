"""Settings of ``read_classes``."""

from __future__ import annotations

from dataclasses import dataclass

from legwork.settings.parts import AnsweringSettings, RecordsSettings


@dataclass(frozen=True, kw_only=True)
class ReadClassesSettings(AnsweringSettings, RecordsSettings):
    """``read_classes``."""
