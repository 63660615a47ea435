"""What AWS says when the same call may succeed a moment later, in the words of the domain."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import ClientError

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


def code_of(error: ClientError) -> str:
    """The error's code."""
    return error.response.get("Error", {}).get("Code", "")


def transient(code: str) -> Transient | None:
    """The error that a code stands for, if it is one that passes."""
    if code in _THROTTLES:
        return Throttled(f"AWS asked to slow down: {code}")
    if code in _CONFLICTS:
        return Conflicted(f"another write is under way: {code}")
    return None


@contextmanager
def transient_errors() -> Iterator[None]:
    """Raise Throttled or Conflicted for a call that botocore has tried again in vain."""
    try:
        yield
    except ClientError as error:
        verdict = transient(code_of(error))
        if verdict is None:
            raise
        raise verdict from error
