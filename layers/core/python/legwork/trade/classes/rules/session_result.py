"""What a task about classes points to."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from legwork.domain.task import Result


def result_of(classes: Sequence[str], summary: str) -> Result:
    """The result: with a link where it is about one class."""
    if len(classes) != 1:
        return Result("records", "class_sessions", "", summary)
    href = f"/v1/classes/{quote(classes[0], safe='')}/sessions"
    return Result("records", classes[0], href, summary)
