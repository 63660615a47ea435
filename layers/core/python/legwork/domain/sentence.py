"""Sentences that are stored: short, and of whole characters, whoever wrote them."""

from __future__ import annotations

SENTENCE_LENGTH = 500
"""Longest sentence kept with a task, in characters."""


def sentence(text: str, longest: int = SENTENCE_LENGTH) -> str:
    """The text as it can be stored and shown: half characters replaced, its end cut off."""
    if not text.isascii():
        text = text.encode(errors="replace").decode()
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
