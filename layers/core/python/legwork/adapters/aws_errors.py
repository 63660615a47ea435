"""What AWS says when the same call may succeed a moment later, in the words of the domain."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from botocore.exceptions import (
    ClientError,
    ConnectionError,  # noqa: A004 -- botocore's own
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
    IncompleteReadError,
)

from legwork.domain.errors import Conflicted, Throttled, Transient

_THROTTLES = frozenset(
    {
        "ProvisionedThroughputExceeded",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "SlowDown",
        "Throttling",
        "ThrottlingError",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)
_CONFLICTS = frozenset(
    {"TransactionConflict", "TransactionConflictException", "TransactionInProgressException"}
)


NO_ANSWER: Final = (ConnectionError, HTTPClientError, IncompleteReadError)
"""What botocore raises when it cannot say whether the call took place."""
NOT_REACHED: Final = (ConnectTimeoutError, EndpointConnectionError)
"""Those among them that say that it did not."""


def code_of(error: ClientError) -> str:
    """The error's code."""
    return error.response.get("Error", {}).get("Code", "")


def transient_code(code: str) -> Transient | None:
    """The error that a code stands for, if it is one that passes: the call did not take place."""
    if code in _THROTTLES:
        return Throttled(f"AWS asked to slow down: {code}")
    if code in _CONFLICTS:
        return Conflicted(f"another write is under way: {code}")
    return None


def transient(error: ClientError) -> Transient | None:
    """The error that this one stands for, if it is one that passes.

    One that is neither Throttled nor Conflicted leaves open whether the call took place.
    """
    meaning = transient_code(code_of(error))
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if meaning is None and status >= 500:
        return Transient(f"AWS failed: {code_of(error)}")
    return meaning


@contextmanager
def transient_errors() -> Iterator[None]:
    """Raise Transient for a call that botocore has tried again in vain."""
    try:
        yield
    except ClientError as error:
        meaning = transient(error)
        if meaning is None:
            raise
        raise meaning from error
    except NO_ANSWER as error:
        raise Transient(f"AWS did not answer: {error}") from error
