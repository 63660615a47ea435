"""Values, rows and keys in the form that DynamoDB's low-level calls take.

Lean on purpose: a worker writes a hundred rows per call, and boto3's own serializer, made for
decimals, sets and binaries, would be a good part of its work.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from legwork.domain.effect import Foreign, Item, Key, Value

AttributeValue: TypeAlias = dict[str, Any]
Row: TypeAlias = dict[str, AttributeValue]

PARTITION = "pk"
SORT = "sk"


def to_attribute(value: Value) -> AttributeValue:
    """A value as DynamoDB takes it.

    Raises:
        TypeError: it is none of the kinds that a record may hold, such as a float.
    """
    if isinstance(value, str):
        return {"S": value}
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, int):
        return {"N": str(value)}
    if value is None:
        return {"NULL": True}
    if isinstance(value, Mapping):
        return {"M": {name: to_attribute(part) for name, part in value.items()}}
    if isinstance(value, list | tuple):
        return {"L": [to_attribute(part) for part in value]}
    raise TypeError(f"a record cannot hold a {type(value).__name__}")


def from_attribute(attribute: Mapping[str, Any]) -> Value:
    """The value that DynamoDB gave; Foreign where it is of a kind that no record of ours holds."""
    for kind, value in attribute.items():
        match kind:
            case "S" | "BOOL":
                return value
            case "N":
                return _whole(value)
            case "NULL":
                return None
            case "M":
                return {name: from_attribute(part) for name, part in value.items()}
            case "L":
                return [from_attribute(part) for part in value]
    return Foreign("/".join(attribute))


def _whole(number: str) -> Value:
    try:
        return int(number)
    except ValueError:
        return Foreign("N")


def to_key(key: Key) -> Row:
    """The primary key of a row."""
    return {PARTITION: {"S": key.partition}, SORT: {"S": key.sort}}


def to_row(key: Key, item: Item) -> Row:
    """A record with its key; a record has no attributes of the key's names itself."""
    return {**{name: to_attribute(value) for name, value in item.items()}, **to_key(key)}


def from_row(row: Mapping[str, Any]) -> tuple[Key, Item]:
    """Key and record of a row."""
    item = {name: from_attribute(attribute) for name, attribute in row.items()}
    return Key(item.pop(PARTITION), item.pop(SORT)), item
