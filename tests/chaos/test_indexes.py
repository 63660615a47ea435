"""Late indexes: what was written arrives some time later, as it was then."""

from datetime import timedelta

import pytest

from legwork.domain.effect import Key
from legwork.ports import Query
from legwork.testing.clock import FrozenClock
from legwork.testing.database import MemoryTable
from legwork.testing.indexes import LateIndexes

KEY = Key("ACCOUNT#a", "TASK#1")
SECONDS = timedelta(seconds=1)


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture
def table(clock: FrozenClock) -> MemoryTable:
    table = MemoryTable()
    delays = [5 * SECONDS, 3 * SECONDS, 60 * SECONDS]
    table.rows.index_with(LateIndexes(clock, lambda: delays.pop(0)))
    return table


def seen(table: MemoryTable) -> list[object]:
    page = table.query(Query(partition="ACTIVE#0", index="active"))
    return [row["state"] for _, row in page.items]


def put(table: MemoryTable, state: str) -> None:
    table.put_many([(KEY, {"state": state, "active_key": "ACTIVE#0"})])


def test_a_row_arrives_late_and_lingers(table: MemoryTable, clock: FrozenClock) -> None:
    put(table, "queued")
    assert seen(table) == []
    clock.advance(5 * SECONDS)
    assert seen(table) == ["queued"]
    put(table, "running")
    assert seen(table) == ["queued"]
    clock.advance(3 * SECONDS)
    assert seen(table) == ["running"]
    table.delete_many([KEY])
    clock.advance(59 * SECONDS)
    assert seen(table) == ["running"]
    clock.advance(SECONDS)
    assert seen(table) == []


def test_changes_of_a_row_do_not_overtake_each_other(
    table: MemoryTable, clock: FrozenClock
) -> None:
    put(table, "queued")
    put(table, "running")
    clock.advance(3 * SECONDS)
    assert seen(table) == []
    clock.advance(2 * SECONDS)
    assert seen(table) == ["running"]


def test_the_table_itself_is_never_late(table: MemoryTable) -> None:
    put(table, "queued")
    assert table.get(KEY) == {"state": "queued", "active_key": "ACTIVE#0"}
    assert len(table.query(Query(partition="ACCOUNT#a")).items) == 1


def test_rows_outside_of_the_indexes_are_none_of_their_business(
    table: MemoryTable, clock: FrozenClock
) -> None:
    late = table.rows.indexes
    assert isinstance(late, LateIndexes)
    table.put_many([(KEY, {"state": "done"})])
    assert late.under_way == 0
    put(table, "queued")
    assert late.under_way == 1
    clock.advance(5 * SECONDS)
    assert (seen(table), late.under_way) == (["queued"], 0)
