"""Every clause of a condition means the same to each database."""

import pytest

from legwork.domain.effect import (
    Absent,
    AtLeast,
    AtMost,
    Clause,
    Condition,
    Either,
    Equals,
    Item,
    Key,
    OneOf,
    Present,
    Put,
    Update,
)
from legwork.ports import ConditionFailed, Database, TransactionRefused

KEY = Key("P", "1")
NEW = {"written": True}

# Clause, record as it is found, whether it holds.
CASES: list[tuple[Clause, Item | None, bool]] = [
    (Absent(), None, True),
    (Absent(), {}, False),
    (Absent(), {"a": 1}, False),
    (Present(), None, False),
    (Present(), {}, True),
    (Present(), {"a": 1}, True),
    (Equals("a", "x"), {"a": "x"}, True),
    (Equals("a", "x"), {"a": "X"}, False),
    (Equals("a", "x"), {}, False),
    (Equals("a", "x"), None, False),
    (Equals("a", ""), {"a": ""}, True),
    (Equals("a", ""), {}, False),
    (Equals("a", 5), {"a": 5}, True),
    (Equals("a", 5), {"a": "5"}, False),
    (Equals("a", 0), {}, False),
    (Equals("a", True), {"a": True}, True),
    (Equals("a", True), {"a": False}, False),
    (Equals("a", False), {}, False),
    (Equals("a", ["x", 1]), {"a": ["x", 1]}, True),
    (Equals("a", ["x", 1]), {"a": [1, "x"]}, False),
    (Equals("a", {"b": {"c": None}}), {"a": {"b": {"c": None}}}, True),
    (Equals("a", {"b": 1}), {"a": {"b": 1, "c": 2}}, False),
    (Equals("a", None), None, True),
    (Equals("a", None), {}, True),
    (Equals("a", None), {"a": None}, True),
    (Equals("a", None), {"a": ""}, False),
    (Equals("a", None), {"a": False}, False),
    (AtMost("a", 5), {"a": 4}, True),
    (AtMost("a", 5), {"a": 5}, True),
    (AtMost("a", 5), {"a": 6}, False),
    (AtMost("a", -5), {"a": -6}, True),
    (AtMost("a", 10), {"a": 9}, True),
    (AtMost("a", 5), {"a": None}, False),
    (AtMost("a", 5), {}, False),
    (AtMost("a", 5), None, False),
    (AtLeast("a", 5), {"a": 4}, False),
    (AtLeast("a", 5), {"a": 5}, True),
    (AtLeast("a", 10), {"a": 9}, False),
    (AtLeast("a", -5), {"a": -4}, True),
    (AtLeast("a", 5), {"a": None}, False),
    (AtLeast("a", 5), {}, False),
    (AtLeast("a", 5), None, False),
    (OneOf("a", ("x", "y")), {"a": "y"}, True),
    (OneOf("a", ("x", "y")), {"a": "z"}, False),
    (OneOf("a", ("x", "y")), None, False),
    (OneOf("a", ("x",)), {"a": "x"}, True),
    (OneOf("a", ("x", None)), {}, True),
    (OneOf("a", ("x", None)), {"a": None}, True),
    (OneOf("a", ("x", None)), {"a": "y"}, False),
    (Either(Absent(), AtMost("a", 5)), None, True),
    (Either(Absent(), AtMost("a", 5)), {"a": 5}, True),
    (Either(Absent(), AtMost("a", 5)), {"a": 6}, False),
    (Either(Equals("a", 1), Either(Equals("a", None), OneOf("a", (2, 3)))), {"a": 3}, True),
    (Either(Equals("a", 1), Either(Equals("a", None), OneOf("a", (2, 3)))), {"a": 4}, False),
]

# Several clauses hold together; an "or" within one must not reach beyond it.
CONDITIONS: list[tuple[Condition, Item | None, bool]] = [
    ((), None, True),
    ((), {"a": 1}, True),
    ((Present(), Equals("a", 1), Equals("b", None)), {"a": 1}, True),
    ((Present(), Equals("a", 1), Equals("b", None)), {"a": 1, "b": 2}, False),
    ((OneOf("a", (1, 2)), Equals("b", 1)), {"a": 1, "b": 2}, False),
    ((Either(Absent(), Equals("a", 1)), Equals("b", 1)), {"a": 1, "b": 2}, False),
    ((AtMost("a", 5), Equals("a", 5)), {"a": 5}, True),
]


def _place(database: Database, item: Item | None) -> None:
    for table in (database.tasks, database.records):
        if item is not None:
            table.write(Put(KEY, item))


@pytest.mark.parametrize(
    ("expect", "item", "expected"),
    [*(((clause,), item, expected) for clause, item, expected in CASES), *CONDITIONS],
    ids=str,
)
def test_a_write_happens_when_its_condition_holds(
    database: Database, expect: Condition, item: Item | None, expected: bool
) -> None:
    _place(database, item)

    if expected:
        database.tasks.write(Put(KEY, NEW, expect))
        database.transact(records=[Put(KEY, NEW, expect)])
    else:
        with pytest.raises(ConditionFailed) as failed:
            database.tasks.write(Put(KEY, NEW, expect))
        with pytest.raises(TransactionRefused) as refused:
            database.transact(records=[Put(KEY, NEW, expect)])
        assert failed.value.found == item
        assert set(refused.value.records) == {0}
        assert refused.value.tasks == {}

    after = NEW if expected else item
    assert database.tasks.get(KEY) == after
    assert database.records.get(KEY) == after


NAMES = ["status", "name", "size", "order", "a.b", "a-b", "#x", ":y", "has space", "é😀", "1", "_"]


def test_any_attribute_name_will_do(database: Database) -> None:
    table = database.tasks
    table.write(Put(KEY, dict.fromkeys(NAMES, 1), tuple(Equals(name, None) for name in NAMES)))

    table.write(
        Update(
            KEY,
            set=dict.fromkeys(NAMES[:8], 5),
            add=dict.fromkeys(NAMES[8:], 4),
            expect=tuple(OneOf(name, (1, 2)) for name in NAMES),
        )
    )
    with pytest.raises(ConditionFailed):
        table.write(Update(KEY, remove=tuple(NAMES), expect=(AtMost("é😀", 4),)))

    assert table.get(KEY) == dict.fromkeys(NAMES, 5)
    assert table.write(Update(KEY, remove=tuple(NAMES))) == {}
