"""One DynamoDB table of rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeVar

from legwork.adapters import dynamodb_errors
from legwork.adapters.aws_errors import transient_errors
from legwork.adapters.backoff import Backoff
from legwork.adapters.clients import PARALLEL
from legwork.adapters.dynamodb_expressions import Terms, request
from legwork.adapters.dynamodb_values import (
    PARTITION,
    SORT,
    Row,
    from_row,
    to_key,
    to_row,
)
from legwork.domain.effect import Check, Delete, Effect, Item, Key, Put, Update, holds
from legwork.domain.errors import InvalidInput, Throttled
from legwork.ports import ConditionFailed, Page, Query

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

T = TypeVar("T")

PARTITION_OF_INDEX: Final = {
    "by_launcher": "launcher_key",
    "by_subject": "subject_key",
    "active": "active_key",
}
"""Partition keys of the indexes; their sort key is the table's."""
_READS = 100
"""Rows that BatchGetItem takes."""
_WRITES = 25
"""Rows that BatchWriteItem takes."""


class DynamoTable:
    """A table with the keys `pk` and `sk`, which no record has among its own attributes.

    Args:
        client: of DynamoDB.
        name: of the table.
        backoff: how writes that lose against others, and what a batch left over, are tried again.
    """

    def __init__(self, client: DynamoDBClient, name: str, *, backoff: Backoff) -> None:
        self._client = client
        self._name = name
        self._backoff = backoff

    # --- Reading -----------------------------------------------------------------------------

    def get(self, key: Key) -> Item | None:
        """One row, strongly consistent."""
        with transient_errors():
            answer = self._client.get_item(
                TableName=self._name, Key=to_key(key), ConsistentRead=True
            )
        row = answer.get("Item")
        return from_row(row)[1] if row else None

    def get_many(self, keys: Iterable[Key]) -> dict[Key, Item]:
        """The rows that exist among these, strongly consistent."""
        found: dict[Key, Item] = {}
        for chunk in _chunks(dict.fromkeys(keys), _READS):
            found.update(self._get_chunk([to_key(key) for key in chunk]))
        return found

    def _get_chunk(self, keys: Sequence[Any]) -> Iterator[tuple[Key, Item]]:
        pauses = self._backoff.pauses()
        while keys:
            with transient_errors():
                answer = self._client.batch_get_item(
                    RequestItems={self._name: {"Keys": keys, "ConsistentRead": True}}
                )
            rows = answer["Responses"].get(self._name, ())
            yield from map(from_row, rows)
            left = answer.get("UnprocessedKeys", {}).get(self._name)
            keys = left["Keys"] if left else []
            # An answer is cut off at 16 MB, which is no reason to wait.
            if keys and not rows and not next(pauses, False):
                raise Throttled(f"DynamoDB left {len(keys)} reads undone")

    def query(self, query: Query) -> Page:
        """A page of a partition: strongly consistent, except through an index.

        Raises:
            InvalidInput: it is to start at a place where no page of this query can have ended.
        """
        if query.last < query.first or not query.last:
            return Page(())
        arguments: dict[str, Any] = {"ScanIndexForward": not query.newest_first}
        if query.index is None:
            arguments["ConsistentRead"] = True
        else:
            arguments["IndexName"] = query.index
        if query.limit is not None:
            arguments["Limit"] = query.limit
        if query.start is not None:
            arguments["ExclusiveStartKey"] = _start_key(query)
        with transient_errors():
            answer = self._client.query(TableName=self._name, **arguments, **_range(query))
        last = answer.get("LastEvaluatedKey")
        return Page(
            [from_row(row) for row in answer["Items"]],
            [last[PARTITION]["S"], last[SORT]["S"]] if last else None,
        )

    def query_each(self, queries: Sequence[Query]) -> list[Page]:
        """Pages of several partitions, read side by side; each answers like ``query``."""
        if len(queries) < 2:
            return [self.query(query) for query in queries]
        with ThreadPoolExecutor(min(len(queries), PARALLEL)) as threads:
            return list(threads.map(self.query, queries))

    # --- Writing -----------------------------------------------------------------------------

    def write(self, effect: Effect) -> Item | None:
        """One conditional write; answers the row as it is afterwards.

        Raises:
            ConditionFailed: nothing was written.
            NotStorable: what it holds will never be taken; nothing was written.
        """
        if isinstance(effect, Check):
            return self._check(effect)
        with dynamodb_errors.storable_values():
            _, arguments = request(effect, self._name)
        if effect.expect:
            arguments["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        return dynamodb_errors.send(
            lambda: self._write(effect, arguments), dynamodb_errors.of_write, self._backoff
        )

    def _write(self, effect: Put | Update | Delete, arguments: dict[str, Any]) -> Item | None:
        match effect:
            case Put():
                self._client.put_item(**arguments)
                return dict(effect.item)
            case Delete():
                self._client.delete_item(**arguments)
                return None
            case Update():
                answer = self._client.update_item(**arguments, ReturnValues="ALL_NEW")
                return from_row(answer["Attributes"])[1]

    def _check(self, check: Check) -> Item | None:
        found = self.get(check.key)
        if not holds(check.expect, found):
            raise ConditionFailed(found)
        return found

    def write_each(self, effects: Sequence[Effect]) -> list[Item | None]:
        """Independent conditional writes, side by side; each answers like ``write``.

        Raises:
            ConditionFailed: of one of them; the others may have been written.
        """
        if len(effects) < 2:
            return [self.write(effect) for effect in effects]
        with ThreadPoolExecutor(min(len(effects), PARALLEL)) as threads:
            return list(threads.map(self.write, effects))

    def put_many(self, items: Iterable[tuple[Key, Item]]) -> None:
        """Write rows without conditions, in no order. A crash may leave some of them unwritten.

        Raises:
            NotStorable: one of them will never be taken; some of the others may be written.
        """
        for chunk in _chunks(items, _WRITES):
            with dynamodb_errors.storable_values():
                rows = [to_row(key, item) for key, item in dict(chunk).items()]
            self._batch_write([{"PutRequest": {"Item": row}} for row in rows])

    def delete_many(self, keys: Iterable[Key]) -> None:
        """Remove rows without conditions, in no order. A crash may leave some of them."""
        for chunk in _chunks(keys, _WRITES):
            self._batch_write(
                [{"DeleteRequest": {"Key": to_key(key)}} for key in dict.fromkeys(chunk)]
            )

    def _batch_write(self, requests: list[Any]) -> None:
        left = requests
        pauses = self._backoff.pauses()
        while left:
            answer = dynamodb_errors.send(
                partial(self._client.batch_write_item, RequestItems={self._name: left}),
                dynamodb_errors.of_write,
                self._backoff,
            )
            left = list(answer.get("UnprocessedItems", {}).get(self._name, ()))
            if left and not next(pauses, False):
                raise Throttled(f"DynamoDB left {len(left)} writes undone")


def _chunks(things: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(things)
    while chunk := list(islice(rest, size)):
        yield chunk


def _range(query: Query) -> dict[str, Any]:
    terms = Terms()
    partition = PARTITION if query.index is None else PARTITION_OF_INDEX[query.index]
    condition = f"{terms.name(partition)} = {terms.value(query.partition)}"
    # No sort key is empty, and DynamoDB takes no empty bound.
    if query.first:
        bounds = f"BETWEEN {terms.value(query.first)} AND {terms.value(query.last)}"
    else:
        bounds = f"<= {terms.value(query.last)}"
    condition += f" AND {terms.name(SORT)} {bounds}"
    return {"KeyConditionExpression": condition, **terms.arguments()}


def _start_key(query: Query) -> Row:
    # It has been out in the world, as a cursor: trust nothing about it.
    match query.start:
        case [str(partition), str(sort)] if query.first <= sort <= query.last:
            if query.index is None:
                return to_key(Key(query.partition, sort))
            of_index = {PARTITION_OF_INDEX[query.index]: {"S": query.partition}}
            return {**to_key(Key(partition, sort)), **of_index}
    raise InvalidInput.of("cursor", "this list has no such place: begin again without it")
