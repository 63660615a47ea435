"""Settings of ``edit_programs``."""

from __future__ import annotations

from dataclasses import dataclass

from legwork.settings.parts import AnsweringSettings


@dataclass(frozen=True, kw_only=True)
class EditProgramsSettings(AnsweringSettings):
    """``edit_programs``."""
