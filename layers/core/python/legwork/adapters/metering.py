"""What DynamoDB says that each call has taken."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from legwork.domain.spent import Spent, Tab

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

READING: Final = frozenset({"GetItem", "BatchGetItem", "Query"})
WRITING: Final = frozenset(
    {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"}
)


def meter(client: DynamoDBClient, tab: Tab) -> None:
    """Put on a tab what the calls of a client consume, as far as they succeed.

    DynamoDB does not say what a refused write took, though it takes as much as a good one. A client
    has one tab: one that is given later takes the place of the one before.
    """

    def ask(params: dict[str, Any], **_: Any) -> None:
        params["ReturnConsumedCapacity"] = "TOTAL"

    def note(parsed: Mapping[str, Any], model: Any, **_: Any) -> None:
        if _conflicted(parsed):
            tab.lose()
        units = _units(parsed.get("ConsumedCapacity"))
        if units:
            reads = model.name in READING
            tab.consume(Spent(reads=units) if reads else Spent(writes=units))

    events = client.meta.events
    for operation in READING | WRITING:
        hooks: dict[str, Callable[..., None]] = {
            f"provide-client-params.dynamodb.{operation}": ask,
            f"after-call.dynamodb.{operation}": note,
        }
        for event, hook in hooks.items():
            # An id is known once for all events of a client.
            events.unregister(event, unique_id=f"legwork-{event}")
            events.register(event, hook, unique_id=f"legwork-{event}")


def _conflicted(parsed: Mapping[str, Any]) -> bool:
    codes = [parsed.get("Error", {}).get("Code"), *_reasons(parsed)]
    return "TransactionConflict" in codes or "TransactionConflictException" in codes


def _reasons(parsed: Mapping[str, Any]) -> list[Any]:
    return [reason.get("Code") for reason in parsed.get("CancellationReasons", ())]


def _units(said: Any) -> int:
    """Of one table, or of several; half a unit counts as one."""
    found: list[Mapping[str, float]] = [said] if isinstance(said, dict) else said or []
    return math.ceil(sum(one.get("CapacityUnits", 0) for one in found))
