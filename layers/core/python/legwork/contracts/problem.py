"""Problems: errors as RFC 9457 has them."""

from __future__ import annotations

import re

from pydantic import BaseModel

from legwork.domain.errors import (
    InvalidInput,
    KeyReused,
    LegworkError,
    NotAllowed,
    NotFound,
    NotStorable,
    TooLarge,
    Transient,
    WrongState,
)

STATUS: dict[type[LegworkError], int] = {
    InvalidInput: 400,
    NotAllowed: 403,
    NotFound: 404,
    WrongState: 409,
    TooLarge: 413,
    NotStorable: 413,
    KeyReused: 422,
    Transient: 503,
}


class FieldProblem(BaseModel):
    """What is wrong with one field."""

    field: str
    message: str


class Problem(BaseModel):
    """What went wrong, for people and for programs."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[FieldProblem] | None = None
    permission: str | None = None
    """The permission that is missing."""


def problem_of(error: LegworkError, instance: str) -> Problem:
    """The problem that an error is to the caller of ``instance``."""
    status = next((s for kind, s in STATUS.items() if isinstance(error, kind)), 500)
    listed = error.errors if isinstance(error, InvalidInput) else ()
    return Problem(
        type=f"urn:legwork:problem:{_slug(type(error))}",
        title=error.title,
        status=status,
        detail=str(error),
        instance=instance,
        errors=[FieldProblem(field=e.field, message=e.message) for e in listed] or None,
        permission=error.permission if isinstance(error, NotAllowed) else None,
    )


def _slug(kind: type) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__).lower()
