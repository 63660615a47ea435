"""Why DynamoDB refused a write, in the words of the ports."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar, cast

from botocore.exceptions import ClientError

from legwork.adapters.aws_errors import NO_ANSWER, code_of, transient, transient_code
from legwork.adapters.backoff import Backoff
from legwork.adapters.dynamodb_values import from_row
from legwork.domain.effect import Item
from legwork.domain.errors import Transient
from legwork.ports import ConditionFailed, TransactionRefused

Answer = TypeVar("Answer")
Refusal: TypeAlias = Callable[[ClientError], Exception | None]

_CANCELED = "TransactionCanceledException"
_CONDITION = "ConditionalCheckFailed"


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
    return transient(error)


def of_transaction(error: ClientError, tasks: int) -> Exception | None:
    """What a transaction was refused for.

    Args:
        error: of the call.
        tasks: how many of its actions, the first ones, are on the tasks table.
    """
    if code_of(error) != _CANCELED:
        return transient(error)
    answer = cast("Mapping[str, Any]", error.response)
    reasons: Sequence[Mapping[str, Any]] = answer["CancellationReasons"]
    failed = {i: r for i, r in enumerate(reasons) if r.get("Code") == _CONDITION}
    if failed:
        # Whatever else went wrong, a condition that does not hold decides.
        return TransactionRefused(
            {i: _found(reason) for i, reason in failed.items() if i < tasks},
            {i - tasks: _found(reason) for i, reason in failed.items() if i >= tasks},
        )
    codes = [r["Code"] for r in reasons if r.get("Code", "None") != "None"]
    meanings = [transient_code(code) for code in codes]
    return None if None in meanings else next(iter(meanings), None)


def _found(reason: Mapping[str, Any]) -> Item | None:
    row = reason.get("Item")
    return from_row(row)[1] if row else None
