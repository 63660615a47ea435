"""Queries: the rows of a partition or of an index, in order, page by page."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from legwork.domain.effect import Item, Key, Put, Update
from legwork.ports import Database, Query, Table

SORTS = ["A#1", "A#2", "A#3", "B#1", "B#2", "C", "a", "ü", "世", "\uffee"]


@pytest.fixture
def table(database: Database) -> Table:
    database.records.put_many((Key("P", sort), {"name": sort}) for sort in reversed(SORTS))
    database.records.put_many((Key(f"P{n}", "A#1"), {}) for n in range(3))
    return database.records


def _pages(table: Table, query: Query) -> Iterator[list[tuple[Key, Item]]]:
    while True:
        page = table.query(query)
        yield list(page.items)
        if page.next is None:
            return
        # Callers outside get it as a cursor, and bring it back.
        query = replace(query, start=json.loads(json.dumps(page.next)))


def _rows(table: Table, query: Query) -> list[tuple[Key, Item]]:
    return [row for page in _pages(table, query) for row in page]


def _sorts(table: Table, query: Query) -> list[str]:
    return [key.sort for key, _ in _rows(table, query)]


def test_a_partition_comes_in_order_with_keys_and_records(table: Table) -> None:
    rows = _rows(table, Query(partition="P"))

    assert rows == [(Key("P", sort), {"name": sort}) for sort in SORTS]


def test_partitions_side_by_side_come_in_the_order_in_which_they_are_asked_for(
    table: Table,
) -> None:
    """Each as if it had been asked for alone."""
    queries = [Query(partition=f"P{n}") for n in (2, 0, 1, 9)]
    queries.append(Query(partition="P", first="A#2", limit=2))

    pages = table.query_each(queries)

    assert pages == [table.query(query) for query in queries]
    assert [len(page.items) for page in pages] == [1, 1, 1, 0, 2]
    assert table.query_each([]) == []


def test_a_partition_without_rows_is_empty(table: Table) -> None:
    page = table.query(Query(partition="nobody"))

    assert list(page.items) == []
    assert page.next is None


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("A#2", "B#1", ["A#2", "A#3", "B#1"]),
        ("A#", "A#~", ["A#1", "A#2", "A#3"]),
        ("", "A#2", ["A#1", "A#2"]),
        ("B#2", "\uffff", SORTS[4:]),
        ("A#2", "A#2", ["A#2"]),
        ("X", "Y", []),
        ("B", "A", []),
        ("", "", []),
        ("A", "", []),
    ],
)
def test_bounds_are_within(table: Table, first: str, last: str, expected: list[str]) -> None:
    query = Query(partition="P", first=first, last=last)

    assert _sorts(table, query) == expected
    assert _sorts(table, replace(query, newest_first=True)) == expected[::-1]


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("limit", [1, 3, 10, 11])
def test_pages_follow_each_other(table: Table, limit: int, newest_first: bool) -> None:
    query = Query(partition="P", limit=limit, newest_first=newest_first)

    pages = list(_pages(table, query))

    assert all(len(page) <= limit for page in pages)
    assert all(len(page) == limit for page in pages[: len(SORTS) // limit])
    found = [key.sort for page in pages for key, _ in page]
    assert found == (SORTS[::-1] if newest_first else SORTS)


@pytest.mark.parametrize("newest_first", [False, True])
def test_pages_stay_within_bounds(table: Table, newest_first: bool) -> None:
    query = Query(partition="P", first="A#2", last="C", limit=2, newest_first=newest_first)

    expected = ["A#2", "A#3", "B#1", "B#2", "C"]
    assert _sorts(table, query) == (expected[::-1] if newest_first else expected)


def test_a_page_goes_on_though_its_last_row_is_gone(table: Table) -> None:
    page = table.query(Query(partition="P", limit=3))
    table.delete_many([Key("P", "A#3"), Key("P", "B#1")])

    assert _sorts(table, Query(partition="P", start=page.next)) == SORTS[4:]


def test_a_large_partition_comes_whole(database: Database) -> None:
    text = "x" * 5_000
    keys = [Key("P", f"{n:04}") for n in range(450)]
    database.tasks.put_many((key, {"text": text}) for key in keys)

    assert [key for key, _ in _rows(database.tasks, Query(partition="P"))] == keys


# --- Indexes ---------------------------------------------------------------------------------


def _task(n: int) -> tuple[Key, Item]:
    row: dict[str, object] = {"n": n, "active_key": f"ACTIVE#{n % 2}"}
    if n % 3 == 0:
        row["launcher_key"] = "BY#ana"
    if n == 5:
        row["subject_key"] = "SUBJECT#permit:1"
    return Key(f"ACCOUNT#{n % 4}", f"TASK#{n:02}"), row


def _numbers(table: Table, query: Query) -> list[int]:
    return [item["n"] for _, item in _rows(table, query)]


@pytest.fixture
def tasks(database: Database) -> Table:
    database.tasks.put_many(_task(n) for n in range(12))
    return database.tasks


@pytest.mark.parametrize(
    ("index", "partition", "expected"),
    [
        ("active", "ACTIVE#1", [1, 3, 5, 7, 9, 11]),
        ("by_launcher", "BY#ana", [0, 3, 6, 9]),
        ("by_subject", "SUBJECT#permit:1", [5]),
        ("by_subject", "SUBJECT#permit:2", []),
    ],
)
def test_an_index_holds_the_rows_that_have_its_key(
    tasks: Table, index: str, partition: str, expected: list[int]
) -> None:
    rows = _rows(tasks, Query(partition=partition, index=index))

    assert rows == [_task(n) for n in expected]


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("limit", [1, 4, 6])
def test_an_index_is_paged(tasks: Table, limit: int, newest_first: bool) -> None:
    query = Query(partition="ACTIVE#0", index="active", limit=limit, newest_first=newest_first)

    expected = [0, 2, 4, 6, 8, 10]
    assert _numbers(tasks, query) == (expected[::-1] if newest_first else expected)


def test_bounds_hold_in_an_index(tasks: Table) -> None:
    query = Query(partition="ACTIVE#0", index="active", first="TASK#03", last="TASK#08~", limit=2)

    assert _numbers(tasks, query) == [4, 6, 8]


def test_a_row_leaves_an_index_with_its_key(tasks: Table) -> None:
    key, _ = _task(5)

    tasks.write(Update(key, remove=("active_key",)))
    tasks.write(Put(Key("new", "TASK#99"), {"n": 99, "active_key": "ACTIVE#1"}))

    assert _numbers(tasks, Query(partition="ACTIVE#1", index="active")) == [1, 3, 7, 9, 11, 99]
    assert _numbers(tasks, Query(partition="SUBJECT#permit:1", index="by_subject")) == [5]
