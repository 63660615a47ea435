"""Problems: errors as RFC 9457 has them."""

from __future__ import annotations

import re
from typing import Annotated, Final

from legwork.contracts.listed import Listed
from legwork.contracts.model import Model
from legwork.domain import errors
from legwork.domain.errors import (
    InvalidInput,
    KeyReused,
    LegworkError,
    NotAllowed,
    NotCounterable,
    NotFound,
    NotLoggedIn,
    NotPossible,
    NotStorable,
    Outdated,
    TooLarge,
    TooManyCalls,
    Transient,
    VersionMissing,
    WrongState,
)

STATUS: dict[type[LegworkError], int] = {
    InvalidInput: 400,
    NotLoggedIn: 401,
    NotAllowed: 403,
    NotFound: 404,
    WrongState: 409,
    NotPossible: 409,
    NotCounterable: 409,
    Outdated: 412,
    TooLarge: 413,
    NotStorable: 413,
    KeyReused: 422,
    VersionMissing: 428,
    TooManyCalls: 429,
    Transient: 503,
}


def _slug(kind: type) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__).lower()


def _types() -> dict[str, str]:
    """Of every error that there is: one that no status is meant for is a 500."""
    every = (one for one in vars(errors).values() if isinstance(one, type))
    return {type_of(one): one.__doc__ or "" for one in every if issubclass(one, LegworkError)}


def type_of(kind: type[LegworkError]) -> str:
    """The type of the problem that an error is."""
    return f"urn:legwork:problem:{_slug(kind)}"


PROBLEM_TYPES: Final = Listed("ProblemType", "What can go wrong.", _types)


class FieldProblem(Model):
    """What is wrong with one field."""

    field: str
    """Which one, as the caller wrote it."""
    message: str
    """What is wrong with it."""


class Problem(Model):
    """What went wrong, for people and for programs."""

    type: Annotated[str, PROBLEM_TYPES]
    """Which problem, for programs."""
    title: str
    """Which problem, for people."""
    status: int
    """The status of the answer."""
    detail: str
    """What went wrong this time, and what to do."""
    instance: str
    """Path of the call."""
    errors: list[FieldProblem] | None = None
    """The fields that are wrong, if it is about fields."""
    permission: str | None = None
    """The permission that is missing."""


class GatewayRefusal(Model):
    """What the gateway itself answers, before a function is called."""

    message: str | None = None
    """What is wrong."""


def problem_of(error: LegworkError, instance: str) -> Problem:
    """The problem that an error is to the caller of ``instance``."""
    status = next((s for kind, s in STATUS.items() if isinstance(error, kind)), 500)
    listed = error.errors if isinstance(error, InvalidInput) else ()
    return Problem(
        type=type_of(type(error)),
        title=error.title,
        status=status,
        detail=str(error),
        instance=instance,
        errors=[FieldProblem(field=e.field, message=e.message) for e in listed] or None,
        permission=error.permission if isinstance(error, NotAllowed) else None,
    )
