"""DynamoDB: the operations that the adapters call, on tables in memory, each with its units."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from bench.aws.answer import Answer
from bench.aws.expressions import Row, condition, updated
from bench.aws.table import PARTITION, SORT, Table
from bench.aws.units import read_units

_PAGE = 1 << 20
"""Bytes after which a query's answer is cut off."""


@dataclass(frozen=True, slots=True)
class Units:
    """What a request takes of DynamoDB's capacity."""

    reads: int = 0
    writes: int = 0
    of_records: int = 0
    """Those of the writes that are to the table of records."""


class DynamoDB:
    """The tables, by name.

    Args:
        tables: by name; empty at first.
        records: name of the one whose writes are told apart.
    """

    def __init__(self, tables: dict[str, Table], *, records: str) -> None:
        self.tables = tables
        self._records = records
        self._operations: dict[str, Callable[[dict[str, Any]], tuple[Answer, Units]]] = {
            "GetItem": self._get,
            "BatchGetItem": self._batch_get,
            "Query": self._query,
            "PutItem": partial(self._write, "Put"),
            "UpdateItem": partial(self._write, "Update"),
            "DeleteItem": partial(self._write, "Delete"),
            "BatchWriteItem": self._batch_write,
            "TransactWriteItems": self._transact,
        }

    def answer(self, operation: str, body: dict[str, Any]) -> tuple[Answer, Units]:
        """Carry a request out."""
        return self._operations[operation](body)

    # --- Reading -----------------------------------------------------------------------------

    def _get(self, body: dict[str, Any]) -> tuple[Answer, Units]:
        found = self.tables[body["TableName"]].get(body["Key"])
        text = b'{"Item":' + found[0] + b"}" if found else b"{}"
        return Answer(text), Units(read_units(found[1] if found else 0))

    def _batch_get(self, body: dict[str, Any]) -> tuple[Answer, Units]:
        ((name, wanted),) = body["RequestItems"].items()
        found = [self.tables[name].get(key) for key in wanted["Keys"]]
        rows = b",".join(row[0] for row in found if row)
        text = b'{"Responses":{"' + name.encode() + b'":[' + rows + b']},"UnprocessedKeys":{}}'
        return Answer(text), Units(sum(read_units(row[1] if row else 0) for row in found))

    def _query(self, body: dict[str, Any]) -> tuple[Answer, Units]:
        partition, first, last = _range(body)
        start = body.get("ExclusiveStartKey", {}).get(SORT, {}).get("S")
        rows: list[bytes] = []
        size, end, limit = 0, "", body.get("Limit")
        table, forward = self.tables[body["TableName"]], body["ScanIndexForward"]
        found = table.between(partition, first, last)
        for sort, text, length in found if forward else reversed([*found]):
            if start is not None and (sort <= start if forward else sort >= start):
                continue
            rows.append(text)
            size += length
            if len(rows) == limit or size >= _PAGE:
                end = sort
                break
        more = {PARTITION: {"S": partition}, SORT: {"S": end}}
        tail = b',"LastEvaluatedKey":' + json.dumps(more).encode() if end else b""
        text = b'{"Items":[' + b",".join(rows) + b"]" + tail + b"}"
        return Answer(text), Units(read_units(size))

    # --- Writing -----------------------------------------------------------------------------

    def _write(self, verb: str, body: dict[str, Any]) -> tuple[Answer, Units]:
        table = self.tables[body["TableName"]]
        key = body.get("Key") or body["Item"]
        before = table.row(key)
        if not _holds(body, before):
            refusal = Answer.error("ConditionalCheckFailedException", **_found(body, before))
            return refusal, self._units(body["TableName"], 1)
        after = _after(verb, body, before)
        units = table.put(key, after)
        answer = {"Attributes": after} if body.get("ReturnValues") == "ALL_NEW" else {}
        return Answer.of(answer), self._units(body["TableName"], units)

    def _batch_write(self, body: dict[str, Any]) -> tuple[Answer, Units]:
        ((name, requests),) = body["RequestItems"].items()
        units = 0
        for request in requests:
            put, delete = request.get("PutRequest"), request.get("DeleteRequest")
            row = put["Item"] if put else {}
            units += self.tables[name].put(row or delete["Key"], row)
        return Answer.of({"UnprocessedItems": {}}), self._units(name, units)

    def _transact(self, body: dict[str, Any]) -> tuple[Answer, Units]:
        """All actions or none; each is billed double, an index's share as well: the safe side."""
        verbs = [next(iter(action)) for action in body["TransactItems"]]
        actions = [next(iter(action.values())) for action in body["TransactItems"]]
        tables = [self.tables[action["TableName"]] for action in actions]
        rows = [
            table.row(action.get("Key") or action["Item"])
            for table, action in zip(tables, actions, strict=True)
        ]
        held = [_holds(action, row) for action, row in zip(actions, rows, strict=True)]
        writes, of_records = 0, 0
        for verb, action, table, before in zip(verbs, actions, tables, rows, strict=True):
            units = 2
            if all(held) and verb != "ConditionCheck":
                after = _after(verb, action, before)
                units *= table.put(action.get("Key") or action["Item"], after)
            writes += units
            of_records += units * (action["TableName"] == self._records)
        if all(held):
            return Answer(b"{}"), Units(0, writes, of_records)
        reasons = [
            {"Code": "None"} if holds else {"Code": "ConditionalCheckFailed", **_found(action, row)}
            for action, row, holds in zip(actions, rows, held, strict=True)
        ]
        refusal = Answer.error("TransactionCanceledException", CancellationReasons=reasons)
        return refusal, Units(0, writes, of_records)

    def _units(self, table: str, writes: int) -> Units:
        return Units(0, writes, writes * (table == self._records))


def _range(body: dict[str, Any]) -> tuple[str, str, str]:
    """Partition, first and last sort key: the adapters name them in this order."""
    if "IndexName" in body:
        raise ValueError("no work on targets reads an index")
    partition, *bounds = (value["S"] for value in body["ExpressionAttributeValues"].values())
    first, last = bounds if len(bounds) == 2 else ("", *bounds)
    return partition, first, last


def _holds(action: dict[str, Any], row: Row) -> bool:
    text = action.get("ConditionExpression")
    if text is None:
        return True
    names, values = action["ExpressionAttributeNames"], action.get("ExpressionAttributeValues", {})
    return condition(text)(row, names, values)


def _after(verb: str, action: dict[str, Any], before: Row) -> Row:
    if verb == "Delete":
        return {}
    if verb == "Put":
        item: Row = action["Item"]
        return item
    names, values = action["ExpressionAttributeNames"], action.get("ExpressionAttributeValues", {})
    return {**updated(action["UpdateExpression"], before, names, values), **action["Key"]}


def _found(action: dict[str, Any], row: Row) -> dict[str, Any]:
    asked = action.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD"
    return {"Item": row} if asked and row else {}
