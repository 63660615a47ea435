"""ETags: an answer's name, by which callers tell whether it is still the same."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

from aws_lambda_powertools.event_handler.openapi.params import Header
from pydantic import BaseModel

IfNoneMatch = Annotated[
    str | None,
    Header(
        alias="If-None-Match",
        description="The ETag of an earlier answer: 304 if nothing has changed since.",
    ),
]
IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description="The ETag of the version that is changed: 412 if it has changed since, 428 "
        "without it.",
    ),
]


class NotModified(Exception):
    """The caller has this answer already."""

    def __init__(self, tag: str) -> None:
        super().__init__(tag)
        self.tag = tag


def etag_of(body: BaseModel, *, without: Any = None) -> str:
    """The name of an answer.

    Args:
        body: the answer.
        without: fields that change although nothing has happened, such as an estimate.
    """
    seen = body.model_dump_json(exclude=without)
    return f'"{hashlib.sha256(seen.encode()).hexdigest()[:32]}"'


def tags_in(header: str | None) -> frozenset[str]:
    """The tags that a caller names; weak ones too, since what compresses answers weakens them."""
    parts = (part.strip().removeprefix("W/") for part in (header or "").split(","))
    return frozenset(part for part in parts if part)
