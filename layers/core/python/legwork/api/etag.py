"""ETags: an answer's name, by which callers tell whether it is still the same."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

from aws_lambda_powertools.event_handler.openapi.params import Header
from pydantic import BaseModel

from legwork.domain.errors import InvalidInput

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

OnlyNew = Annotated[
    str | None,
    Header(
        alias="If-None-Match",
        description="`*` makes a new record, and leaves one alone that is there already: 412.",
    ),
]
ANY = "*"
"""Stands for whatever version there is."""


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


def makes(only_new: str | None, if_match: str | None) -> bool:
    """Whether a call is to make a record that is not there yet.

    Args:
        only_new: its ``If-None-Match``: with anything but ``*`` it makes none.
        if_match: its ``If-Match``.

    Raises:
        InvalidInput: it is to change the record that is there, too.
    """
    if ANY not in tags_in(only_new):
        return False
    if if_match is not None:
        raise InvalidInput.of(
            "If-None-Match", "send this to make a record, or If-Match to change one: not both"
        )
    return True
