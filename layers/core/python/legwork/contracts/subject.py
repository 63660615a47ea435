"""What a task is about, as callers see it and filter by it."""

from __future__ import annotations

from legwork.contracts.model import Model
from legwork.domain.errors import InvalidInput
from legwork.domain.task import Subject


class SubjectView(Model):
    """What a task is about."""

    type: str
    """What sort of thing, such as ``permit``."""
    id: str
    """Its id."""


SUBJECT_PATTERN = r"^[^:]+:[\s\S]+$"
"""How a filter names a subject."""


def read_subject(text: str | None) -> Subject | None:
    """The subject that a filter names, such as ``permit:606405``.

    Raises:
        InvalidInput: it is not of that form.
    """
    if text is None:
        return None
    kind, colon, name = text.partition(":")
    if not (kind and colon and name):
        raise InvalidInput.of("subject", "write the type and the id, such as permit:606405")
    return Subject(kind, name)
