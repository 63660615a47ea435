"""Why DynamoDB refused a write, in the words of the ports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias, TypeVar, cast

from botocore.exceptions import ClientError

from legwork.adapters.aws_errors import NO_ANSWER, code_of, transient, transient_code
from legwork.adapters.backoff import Backoff
from legwork.adapters.dynamodb_values import from_row
from legwork.domain.effect import Item
from legwork.domain.errors import NotStorable, Transient
from legwork.ports import ConditionFailed, TransactionRefused

Answer = TypeVar("Answer")
Refusal: TypeAlias = Callable[[ClientError], Exception | None]

_CANCELED = "TransactionCanceledException"
_CONDITION = "ConditionalCheckFailed"
_NOT_STORABLE = frozenset({"ItemCollectionSizeLimitExceeded", "ValidationError"})
_NOT_VALID = frozenset({"SerializationException", "ValidationException"})
"""What a write is refused for each time it is tried: its size, or a value that no row can hold."""


def send(call: Callable[[], Answer], refusal: Refusal, backoff: Backoff) -> Answer:
    """Make a write; again when it loses against another one, which botocore leaves to us.

    Args:
        call: makes it.
        refusal: what an error means; nothing for one that is raised as it is.
        backoff: how often it is tried.
    """
    pauses = backoff.pauses()
    while True:
        try:
            return call()
        except ClientError as error:
            meaning = refusal(error)
            if meaning is None:
                raise
            again = isinstance(meaning, Transient) and _ours_to_retry(error)
            if not (again and next(pauses, False)):
                raise meaning from error
        except NO_ANSWER as error:
            raise Transient(f"DynamoDB did not answer: {error}") from error


def _ours_to_retry(error: ClientError) -> bool:
    return code_of(error) in {_CANCELED, "TransactionConflictException"}


def of_write(error: ClientError) -> Exception | None:
    """What a single write was refused for."""
    if code_of(error) == "ConditionalCheckFailedException":
        return ConditionFailed(_found(cast("Mapping[str, Any]", error.response)))
    return _not_storable(error) or transient(error)


def _not_storable(error: ClientError) -> NotStorable | None:
    return NotStorable("It cannot be stored.") if code_of(error) in _NOT_VALID else None


def of_transaction(error: ClientError, tasks: int) -> Exception | None:
    """What a transaction was refused for.

    Args:
        error: of the call.
        tasks: how many of its actions, the first ones, are on the tasks table.
    """
    if code_of(error) != _CANCELED:
        return _not_storable(error) or transient(error)
    answer = cast("Mapping[str, Any]", error.response)
    reasons: Sequence[Mapping[str, Any]] = answer["CancellationReasons"]
    failed = {i: r for i, r in enumerate(reasons) if r.get("Code") == _CONDITION}
    if failed:
        # Whatever else went wrong, a condition that does not hold decides.
        return TransactionRefused(
            {i: _found(reason) for i, reason in failed.items() if i < tasks},
            {i - tasks: _found(reason) for i, reason in failed.items() if i >= tasks},
        )
    codes = [r.get("Code", "None") for r in reasons]
    refused = [i for i, code in enumerate(codes) if code in _NOT_STORABLE]
    if refused:
        return NotStorable(
            "It cannot be stored.",
            tasks=[i for i in refused if i < tasks],
            records=[i - tasks for i in refused if i >= tasks],
        )
    codes = [code for code in codes if code != "None"]
    meanings = [transient_code(code) for code in codes]
    return None if None in meanings else next(iter(meanings), None)


@contextmanager
def storable_values() -> Iterator[None]:
    """Refuse a value of a kind that no row holds, such as a float, before it is sent.

    Raises:
        NotStorable: there is one.
    """
    try:
        yield
    except TypeError as error:
        raise NotStorable("It holds a value of a kind that is not stored.") from error


def _found(reason: Mapping[str, Any]) -> Item | None:
    row = reason.get("Item")
    return from_row(row)[1] if row else None
