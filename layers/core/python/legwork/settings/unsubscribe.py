"""Settings of ``unsubscribe``."""

from __future__ import annotations

from dataclasses import dataclass

from legwork.settings.parts import RecordsSettings


@dataclass(frozen=True, kw_only=True)
class UnsubscribeSettings(RecordsSettings):
    """``unsubscribe``."""

    unsubscribe_secret_arn: str
