"""The two DynamoDB tables, and transactions over both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from legwork.adapters import dynamodb_errors
from legwork.adapters.backoff import Backoff
from legwork.adapters.dynamodb_expressions import request
from legwork.adapters.metering import meter
from legwork.adapters.table import DynamoTable
from legwork.domain.effect import Effect
from legwork.domain.spent import Tab

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoDatabase:
    """Both tables, behind one client.

    Args:
        client: for both tables.
        tasks_table, records_table: names.
        idempotent_transactions: whether transactions carry the token by which DynamoDB tells a
            request that botocore repeats from a new one. An emulator that keeps each of them in
            memory for ten minutes is better off without; the caller's own proof, such as a ledger
            row, then says whose a transaction was.
        backoff: how often, and after what pauses, a write that lost against another is made again.
    """

    def __init__(
        self,
        client: DynamoDBClient,
        *,
        tasks_table: str,
        records_table: str,
        idempotent_transactions: bool = True,
        backoff: Backoff | None = None,
    ) -> None:
        self._client = client
        self.tab = Tab()
        meter(client, self.tab)
        self._backoff = backoff or Backoff()
        self._names = tasks_table, records_table
        self.tasks = DynamoTable(client, tasks_table, backoff=self._backoff)
        self.records = DynamoTable(client, records_table, backoff=self._backoff)
        if not idempotent_transactions:
            # Not on the event of this one operation: botocore, which adds the token on the event of
            # all of them, would come after it.
            client.meta.events.register_last(
                "before-parameter-build", _forget_token, unique_id="legwork-no-token"
            )

    def transact(self, *, tasks: Sequence[Effect] = (), records: Sequence[Effect] = ()) -> None:
        """Commit all writes or none; at most 100, and one per row.

        Raises:
            TransactionRefused: conditions do not hold. It says what was found only for updates
                of the tasks table.
            NotStorable: what it holds will never be taken; nothing was written.
            Throttled, Conflicted: nothing was written; the same call may succeed a moment later.
            Transient: whether it was written is not known.
        """
        if not tasks and not records:
            return
        tasks_table, records_table = self._names
        with dynamodb_errors.storable_values():
            actions: list[Any] = [
                *(_action(effect, tasks_table, tell_found=True) for effect in tasks),
                *(_action(effect, records_table) for effect in records),
            ]
        dynamodb_errors.send(
            lambda: self._client.transact_write_items(TransactItems=actions),
            lambda error: dynamodb_errors.of_transaction(error, len(tasks)),
            self._backoff,
        )


def _action(effect: Effect, table: str, *, tell_found: bool = False) -> dict[str, Any]:
    action, arguments = request(effect, table)
    if tell_found and action == "Update":
        arguments["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
    return {action: arguments}


def _forget_token(params: dict[str, Any], **_: Any) -> None:
    params.pop("ClientRequestToken", None)
