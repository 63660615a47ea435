"""What only the DynamoDB adapter can get wrong: its own values, cursors and indexes."""

from dataclasses import replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import pytest

from legwork.adapters.dynamodb_values import from_attribute, to_attribute
from legwork.adapters.table import PARTITION_OF_INDEX
from legwork.domain.effect import Foreign, Key
from legwork.domain.errors import InvalidInput
from legwork.ports import Database, Query
from legwork.testing import indexes as memory
from tests.conformance.places import on_moto


class Colour(StrEnum):
    RED = "red"


@pytest.mark.parametrize("value", [1.5, b"x", {1, 2}, object(), [0.1], {"a": {"b": 1.0}}])
def test_a_record_holds_nothing_else(value: Any) -> None:
    with pytest.raises(TypeError):
        to_attribute(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(Colour.RED, "red"), ((1, "x"), [1, "x"]), (MappingProxyType({"a": True}), {"a": True})],
)
def test_what_is_like_a_value_becomes_one(value: Any, expected: Any) -> None:
    assert from_attribute(to_attribute(value)) == expected


@pytest.mark.parametrize(
    "attribute", [{"SS": ["a"]}, {"B": b"x"}, {}, {"N": "0.5"}, {"N": "1E+40"}]
)
def test_a_foreign_attribute_troubles_only_who_needs_it(attribute: dict[str, Any]) -> None:
    found = from_attribute({"M": {"foreign": attribute, "n": {"N": "7"}}})

    assert found == {"foreign": Foreign("/".join(attribute)), "n": 7}


def test_a_number_of_38_digits_is_read_to_the_digit() -> None:
    assert from_attribute({"N": "9" * 38}) == 10**38 - 1


def test_all_databases_have_the_same_indexes() -> None:
    assert PARTITION_OF_INDEX == memory.PARTITION_OF_INDEX


CURSORS = [
    "text",
    7,
    True,
    {},
    [],
    ["P"],
    ["P", None],
    ["P", "A#1", "more"],
    [["P"], "A#1"],
    ["P", ""],
    ["P", "A"],
    ["P", "B"],
]


@on_moto
@pytest.mark.parametrize("index", [None, "active"])
@pytest.mark.parametrize("cursor", CURSORS, ids=repr)
def test_a_forged_cursor_is_bad_input(database: Database, cursor: Any, index: str | None) -> None:
    query = Query(partition="P", first="A#", last="A#~", index=index, start=cursor)

    with pytest.raises(InvalidInput):
        database.tasks.query(query)


@on_moto
def test_a_cursor_leads_into_no_other_partition(database: Database) -> None:
    database.tasks.put_many((Key(p, f"A#{n}"), {}) for p in ("P", "Q") for n in range(4))
    query = Query(partition="P", limit=2)
    foreign = database.tasks.query(replace(query, partition="Q")).next

    page = database.tasks.query(replace(query, start=foreign))

    assert {key.partition for key, _ in page.items} == {"P"}
