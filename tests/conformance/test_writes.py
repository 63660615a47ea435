"""Single writes: what they leave behind and what they answer."""

import pytest

from legwork.domain.effect import (
    Absent,
    Check,
    Delete,
    Effect,
    Equals,
    Item,
    Key,
    Present,
    Put,
    Update,
    Value,
)
from legwork.ports import ConditionFailed, Database

KEY = Key("P", "1")

VALUES: list[Value] = [
    "text",
    "",
    "Grüße, 世界 😀\u2028\x00",
    0,
    -7,
    10**37,
    True,
    False,
    None,
    [],
    ["a", 1, None, True, [[]], {"b": []}],
    {},
    {"a.b": "dot", "ключ": {"deep": [{"er": None}]}},
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_comes_back_as_it_went_in(database: Database, value: Value) -> None:
    item = {"value": value}

    assert database.tasks.write(Put(KEY, item)) == item

    (found,) = database.tasks.get_many([KEY]).values()
    assert found == item
    assert type(found["value"]) is type(value)
    assert database.tasks.get(KEY) == item


@pytest.mark.parametrize("key", [Key("ü#😀", "ключ"), Key(" ", " "), Key("A#1", "\ufffd")], ids=str)
def test_a_key_may_be_any_text(database: Database, key: Key) -> None:
    database.records.write(Put(key, {"a": 1}))

    assert database.records.get(key) == {"a": 1}
    assert database.records.get_many([key]) == {key: {"a": 1}}


def test_a_missing_row_is_nothing(database: Database) -> None:
    assert database.tasks.get(KEY) is None


def test_an_empty_record_is_a_record(database: Database) -> None:
    assert database.tasks.write(Put(KEY, {})) == {}

    assert database.tasks.get(KEY) == {}


def test_the_tables_are_two(database: Database) -> None:
    database.tasks.write(Put(KEY, {"a": 1}))

    assert database.records.get(KEY) is None


def test_put_writes_the_whole_record(database: Database) -> None:
    database.tasks.write(Put(KEY, {"a": 1, "b": 2}))

    database.tasks.write(Put(KEY, {"b": 3}))

    assert database.tasks.get(KEY) == {"b": 3}


def test_what_is_read_is_a_copy(database: Database) -> None:
    nested: list[int] = [1]
    database.tasks.write(Put(KEY, {"nested": nested}))
    nested.append(2)

    found = database.tasks.get(KEY)
    assert found == {"nested": [1]}
    found["nested"].append(3)

    assert database.tasks.get(KEY) == {"nested": [1]}


@pytest.mark.parametrize(
    ("before", "update", "after"),
    [
        (None, Update(KEY, set={"a": 1}), {"a": 1}),
        (None, Update(KEY, add={"a": 2}), {"a": 2}),
        ({"a": 1}, Update(KEY, set={"b": [1, {"c": None}]}), {"a": 1, "b": [1, {"c": None}]}),
        ({"a": 1}, Update(KEY, set={"a": None}), {"a": None}),
        ({"a": 1, "b": 5}, Update(KEY, add={"a": 2, "b": -7, "c": 0}), {"a": 3, "b": -2, "c": 0}),
        ({"a": 1, "b": 2}, Update(KEY, remove=("a", "missing")), {"b": 2}),
        (
            {"status": "x", "size": 1, "name": "n", "keep": True},
            Update(KEY, set={"status": "y"}, add={"size": 1}, remove=("name",)),
            {"status": "y", "size": 2, "keep": True},
        ),
    ],
    ids=repr,
)
def test_update_changes_some_attributes(
    database: Database, before: Item | None, update: Update, after: Item
) -> None:
    if before is not None:
        database.tasks.write(Put(KEY, before))
        database.records.write(Put(KEY, before))

    assert database.tasks.write(update) == after
    database.transact(records=[update])

    assert database.tasks.get(KEY) == after
    assert database.records.get(KEY) == after


def test_delete_removes_the_record(database: Database) -> None:
    database.tasks.write(Put(KEY, {"a": 1}))

    assert database.tasks.write(Delete(KEY)) is None
    assert database.tasks.write(Delete(KEY)) is None

    assert database.tasks.get(KEY) is None


def test_check_writes_nothing(database: Database) -> None:
    database.tasks.write(Put(KEY, {"a": 1}))

    assert database.tasks.write(Check(KEY, (Equals("a", 1),))) == {"a": 1}

    assert database.tasks.get(KEY) == {"a": 1}


@pytest.mark.parametrize(
    "effect",
    [
        Put(KEY, {"a": 9}, (Absent(),)),
        Update(KEY, set={"a": 9}, expect=(Equals("a", 2),)),
        Delete(KEY, (Equals("b", "x"),)),
        Check(KEY, (Absent(),)),
    ],
    ids=lambda effect: type(effect).__name__,
)
def test_a_refused_write_says_what_it_found(database: Database, effect: Effect) -> None:
    record = {"a": 1, "b": ["x", None]}
    database.tasks.write(Put(KEY, record))

    with pytest.raises(ConditionFailed) as failed:
        database.tasks.write(effect)

    assert failed.value.found == record
    assert database.tasks.get(KEY) == record


@pytest.mark.parametrize(
    "effect",
    [Put(KEY, {}, (Present(),)), Update(KEY, set={"a": 1}, expect=(Present(),))],
    ids=lambda effect: type(effect).__name__,
)
def test_a_refused_write_may_have_found_nothing(database: Database, effect: Effect) -> None:
    with pytest.raises(ConditionFailed) as failed:
        database.tasks.write(effect)

    assert failed.value.found is None
    assert database.tasks.get(KEY) is None


def test_each_write_answers_for_itself(database: Database) -> None:
    keys = [Key(f"P{n}", "LANE") for n in range(64)]
    database.tasks.put_many((key, {"n": n, "gate": "open"}) for n, key in enumerate(keys))

    shut = database.tasks.write_each(
        [Update(key, set={"gate": "shut"}, expect=(Present(),)) for key in keys]
    )

    assert shut == [{"n": n, "gate": "shut"} for n in range(64)]
    assert database.tasks.get_many(keys) == dict(zip(keys, shut, strict=True))


def test_each_of_no_writes_is_none(database: Database) -> None:
    assert database.tasks.write_each([]) == []


@pytest.mark.parametrize("others", [0, 5])
def test_one_of_several_writes_may_be_refused(database: Database, others: int) -> None:
    database.tasks.write(Put(KEY, {"a": 1}))
    refused = Update(KEY, set={"a": 2}, expect=(Equals("a", 9),))

    with pytest.raises(ConditionFailed) as failed:
        database.tasks.write_each(
            [*(Put(Key("Q", str(n)), {"n": n}) for n in range(others)), refused]
        )

    assert failed.value.found == {"a": 1}
    assert database.tasks.get(KEY) == {"a": 1}
