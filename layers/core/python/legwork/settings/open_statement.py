"""Settings of ``open_statement``."""

from __future__ import annotations

from dataclasses import dataclass

from legwork.settings.parts import RecordsSettings


@dataclass(frozen=True, kw_only=True)
class OpenStatementSettings(RecordsSettings):
    """``open_statement``."""

    unsubscribe_secret_arn: str
