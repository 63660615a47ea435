"""Letters: mails about a family's own business, written by Legwork, as text and as HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from legwork.domain.notice import Message

_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


def letter(*, to: str, sender: str, subject: str, paragraphs: Sequence[str]) -> Message:
    """Write a letter.

    Args:
        to: the recipient's address.
        sender: a verified address.
        subject: plain text.
        paragraphs: plain text; empty ones are left out.
    """
    said = [paragraph for paragraph in paragraphs if paragraph]
    return Message(
        to=to,
        sender=sender,
        subject=one_line(subject),
        text="\n\n".join(said) + "\n",
        html="".join(f"<p>{html_of(paragraph)}</p>\n" for paragraph in said),
    )


def one_line(text: str) -> str:
    """The text without line breaks and other control characters: fit for a mail's subject."""
    return _CONTROL.sub(" ", text).strip()


def html_of(text: str) -> str:
    """Plain text as HTML."""
    return escape(text).replace("\n", "<br>\n")
