"""What no table takes is refused as such, and leaves nothing behind."""

from typing import Any

import pytest

from legwork.domain.effect import Effect, Equals, Key, Put, Update
from legwork.domain.errors import NotStorable
from legwork.domain.storable import ITEM_BYTES, TRANSACTION_BYTES, row_size
from legwork.ports import Database, Query
from tests.conformance.places import without_moto

A, B, C = Key("P", "a"), Key("P", "b"), Key("Q", "c")
_ROOM = ITEM_BYTES - row_size(A, {"text": ""})


def _nested(levels: int) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = [value]
    return value


NEVER = {
    "too large": Put(A, {"text": "x" * (_ROOM + 1)}),
    "too large in letters of two bytes": Put(A, {"text": "é" * (_ROOM // 2 + 1)}),
    "too large as a list": Put(A, {"parts": ["y" * 4_000] * 103}),
    "a long sort key": Put(Key("P", "s" * 1_025), {}),
    "a long partition key": Put(Key("p" * 2_049, "s"), {}),
    "an empty key": Put(Key("P", ""), {}),
    "a float": Put(A, {"n": 0.5}),
    "bytes": Put(A, {"n": [b"x"]}),
    "a float in a change": Update(A, set={"n": 0.5}),
}
WITHOUT_MOTO = {
    "39 digits": Put(A, {"n": 10**38 + 1}),
    "39 digits in a change": Update(A, set={"n": -(10**38) - 1}),
    "a large number": Put(A, {"n": 10**126}),
    "33 levels": Put(A, {"n": _nested(32)}),
    "39 digits in a condition": Put(A, {}, (Equals("n", 10**38 + 1),)),
}
"""What moto takes all the same."""


def _refused(database: Database, effect: Effect) -> None:
    with pytest.raises(NotStorable):
        database.records.write(effect)
    with pytest.raises(NotStorable):
        database.transact(tasks=[Put(B, {})], records=[Put(C, {}), effect])

    assert database.tasks.get_many([A, B]) == {}
    assert database.records.get_many([A, C]) == {}


@pytest.mark.parametrize("effect", NEVER.values(), ids=NEVER)
def test_what_no_table_takes_is_not_storable(database: Database, effect: Effect) -> None:
    _refused(database, effect)


@without_moto
@pytest.mark.parametrize("effect", WITHOUT_MOTO.values(), ids=WITHOUT_MOTO)
def test_what_dynamodb_does_not_take_either(database: Database, effect: Effect) -> None:
    _refused(database, effect)


@pytest.mark.parametrize(
    "item", [{"text": "x" * (_ROOM + 1)}, {"n": 1.5}], ids=["too large", "a float"]
)
def test_a_row_without_conditions_is_refused_as_well(
    database: Database, item: dict[str, Any]
) -> None:
    with pytest.raises(NotStorable):
        database.tasks.put_many([(A, item)])

    assert database.tasks.get(A) is None


@without_moto
def test_the_largest_row_is_taken(database: Database) -> None:
    largest = {"text": "x" * _ROOM}

    database.tasks.put_many([(A, largest)])
    database.transact(tasks=[Put(B, largest)], records=[Put(A, largest)])

    assert database.tasks.get_many([A, B]) == {A: largest, B: largest}
    assert database.records.get(A) == largest


NUMBERS = [0, 7, -99, 100, 10**37 + 1, 10**38 - 1, 1 - 10**38, 10**125, 12_300 * 10**40]


@without_moto
@pytest.mark.parametrize("number", NUMBERS)
def test_the_largest_numbers_are_kept_to_the_digit(database: Database, number: int) -> None:
    database.records.write(Put(A, {"n": number, "deep": _nested(31)}))

    assert database.records.get(A) == {"n": number, "deep": _nested(31)}


def test_a_row_cannot_grow_beyond_the_limit(database: Database) -> None:
    found = {"text": "x" * (_ROOM - 10_000)}
    database.records.put_many([(A, found)])
    growing = Update(A, set={"more": "y" * 20_000})

    with pytest.raises(NotStorable):
        database.records.write(growing)
    with pytest.raises(NotStorable):
        database.transact(tasks=[Put(B, {})], records=[Put(C, {}), growing])

    assert database.records.get_many([A, C]) == {A: found}
    assert database.tasks.get(B) is None


@without_moto
def test_a_transaction_says_which_row_would_grow_too_large(database: Database) -> None:
    database.records.put_many([(A, {"text": "x" * (_ROOM - 10)})])
    growing = Update(A, set={"more": "y" * 20})

    with pytest.raises(NotStorable) as refused:
        database.transact(tasks=[Put(B, {})], records=[Put(C, {}), growing])

    assert (refused.value.tasks, refused.value.records) == ((), (1,))


@without_moto
def test_a_transaction_has_room_for_four_megabytes(database: Database) -> None:
    each = ITEM_BYTES - 1_000
    count = TRANSACTION_BYTES // each
    rows = [Put(Key("P", f"{n:02}"), {"text": "x" * (each - 100)}) for n in range(count + 1)]

    with pytest.raises(NotStorable):
        database.transact(records=rows)
    assert database.records.query(Query(partition="P")).items == []

    database.transact(records=rows[:-1])
    assert len(database.records.get_many(row.key for row in rows)) == count


def test_a_page_has_a_megabyte_and_says_where_the_rest_is(database: Database) -> None:
    rows = {Key("P", f"{n}"): {"text": "x" * 300_000} for n in range(5)}
    database.tasks.put_many(rows.items())

    first = database.tasks.query(Query(partition="P", limit=5))
    rest = database.tasks.query(Query(partition="P", limit=5, start=first.next))

    assert 0 < len(first.items) < 5
    assert [key for key, _ in (*first.items, *rest.items)] == [*rows]
