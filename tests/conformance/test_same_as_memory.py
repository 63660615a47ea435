"""Whatever is written in whatever order: DynamoDB and memory refuse and keep the same."""

from collections.abc import Sequence
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from legwork.domain.effect import (
    Absent,
    AtMost,
    Check,
    Clause,
    Delete,
    Effect,
    Either,
    Equals,
    Item,
    Key,
    OneOf,
    Present,
    Put,
    Update,
)
from legwork.ports import ConditionFailed, Database, Query, Table, TransactionRefused
from legwork.testing.database import MemoryDatabase
from tests.conformance.places import on_emulator

_partitions = count()
SORTS = ["a", "b", "é"]

# Python takes 1 for True, DynamoDB does not; no record has one where another may have the other.
texts = st.sampled_from(["", "x", "ü", None, True, False, ["x", {"y": None}], {"z": [7]}])
numbers = st.integers(-9, 9)
attributes = st.sampled_from(["status", "a.b", "note"])
sums = st.sampled_from(["size", "n"])
items = st.builds(
    lambda some, counted: {**some, **counted},
    st.dictionaries(attributes, texts, max_size=3),
    st.dictionaries(sums, numbers, max_size=2),
)
clauses: st.SearchStrategy[Clause] = st.recursive(
    st.one_of(
        st.builds(Absent),
        st.builds(Present),
        st.builds(Equals, attributes, texts),
        st.builds(Equals, sums, numbers | st.none()),
        st.builds(AtMost, sums, numbers),
        st.builds(OneOf, attributes, st.lists(texts, min_size=1, max_size=3).map(tuple)),
    ),
    lambda inner: st.builds(Either, inner, inner),
    max_leaves=3,
)
one_clause = st.tuples(clauses)
conditions = st.just(()) | one_clause | st.tuples(clauses, clauses)


def effects(partition: str) -> st.SearchStrategy[Effect]:
    keys = st.builds(Key, st.just(partition), st.sampled_from(SORTS))
    updates = st.builds(
        Update,
        keys,
        st.dictionaries(attributes, texts, max_size=2),
        st.dictionaries(sums, numbers, min_size=1, max_size=2),
        st.just(()) | st.just(("gone",)),
        conditions,
    )
    return st.one_of(
        st.builds(Put, keys, items, conditions),
        updates,
        st.builds(Delete, keys, conditions),
        st.builds(Check, keys, one_clause),
    )


def _write(table: Table, effect: Effect) -> object:
    try:
        return table.write(effect)
    except ConditionFailed as failed:
        return ("refused", failed.found)


def _transact(database: Database, tasks: Sequence[Effect], records: Sequence[Effect]) -> object:
    try:
        database.transact(tasks=tasks, records=records)
    except TransactionRefused as refused:
        return set(refused.tasks), set(refused.records)
    return None


def _rows(table: Table, partition: str) -> list[tuple[Key, Item]]:
    return list(table.query(Query(partition=partition)).items)


def _one_a_row(written: Sequence[Effect]) -> list[Effect]:
    return list({effect.key: effect for effect in written}.values())


@on_emulator
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_the_same_writes_leave_the_same_rows(database: Database, data: st.DataObject) -> None:
    memory = MemoryDatabase()
    partition = f"P{next(_partitions)}"
    some = st.lists(effects(partition), max_size=3)

    for effect in data.draw(st.lists(effects(partition), min_size=3, max_size=8)):
        assert _write(database.tasks, effect) == _write(memory.tasks, effect)
    for _ in range(3):
        tasks, records = _one_a_row(data.draw(some)), _one_a_row(data.draw(some))
        assert _transact(database, tasks, records) == _transact(memory, tasks, records)

    assert _rows(database.tasks, partition) == _rows(memory.tasks, partition)
    assert _rows(database.records, partition) == _rows(memory.records, partition)
