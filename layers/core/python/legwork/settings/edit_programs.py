"""Settings of ``edit_programs``."""

from __future__ import annotations

from dataclasses import dataclass

from legwork.settings.parts import AnsweringSettings


@dataclass(frozen=True, kw_only=True)
class EditProgramsSettings(AnsweringSettings):
    """``edit_programs``."""

    webhooks_queue_url: str
    webhooks_to_loopback: int
    """Whether receivers may be on this very machine: 1 on an embedded stack, else 0."""
