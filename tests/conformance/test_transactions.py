"""Transactions over both tables: all or nothing."""

import pytest

from legwork.domain.effect import Absent, Check, Delete, Equals, Key, Present, Put, Update
from legwork.ports import Database, TransactionRefused

A, B, C = Key("P", "a"), Key("P", "b"), Key("Q", "c")


def test_all_is_written(database: Database) -> None:
    database.tasks.write(Put(B, {"n": 1}))
    database.records.put_many([(A, {"n": 1}), (B, {"n": 1}), (C, {"n": 1})])

    database.transact(
        tasks=[Put(A, {"new": True}, (Absent(),)), Update(B, add={"n": 1}, expect=(Present(),))],
        records=[
            Check(A, (Equals("n", 1),)),
            Delete(B, (Present(),)),
            Update(C, set={"status": "billed"}, expect=(Equals("n", 1),)),
        ],
    )

    assert database.tasks.get_many([A, B]) == {A: {"new": True}, B: {"n": 2}}
    assert database.records.get_many([A, B, C]) == {A: {"n": 1}, C: {"n": 1, "status": "billed"}}


def test_the_same_key_may_be_written_in_both_tables(database: Database) -> None:
    database.transact(tasks=[Put(A, {"in": "tasks"})], records=[Put(A, {"in": "records"})])

    assert database.tasks.get(A) == {"in": "tasks"}
    assert database.records.get(A) == {"in": "records"}


def test_an_empty_transaction_is_none(database: Database) -> None:
    database.transact()

    assert database.tasks.get(A) is None


@pytest.mark.parametrize(
    ("in_tasks", "in_records"), [([Check(B, (Present(),))], []), ([], [Check(B, (Present(),))])]
)
def test_nothing_is_written_when_one_is_refused(
    database: Database, in_tasks: list[Check], in_records: list[Check]
) -> None:
    with pytest.raises(TransactionRefused):
        database.transact(
            tasks=[Put(A, {}), *in_tasks],
            records=[Put(A, {}), *in_records, Update(C, add={"n": 1})],
        )

    assert database.tasks.get_many([A, B, C]) == {}
    assert database.records.get_many([A, B, C]) == {}


def test_a_refusal_names_the_positions_in_each_table(database: Database) -> None:
    database.tasks.put_many([(A, {"n": 1}), (C, {"cursor": 7, "gate": "shut"})])
    database.records.put_many([(A, {"n": 1})])

    with pytest.raises(TransactionRefused) as refused:
        database.transact(
            tasks=[
                Put(A, {}, (Absent(),)),
                Put(B, {}, (Absent(),)),
                Update(C, set={"cursor": 8}, expect=(Equals("gate", "open"),)),
            ],
            records=[
                Check(C, (Absent(),)),
                Update(A, add={"n": 1}, expect=(Equals("n", 2),)),
                Delete(B, (Present(),)),
            ],
        )

    assert set(refused.value.tasks) == {0, 2}
    assert set(refused.value.records) == {1, 2}
    assert refused.value.tasks[2] == {"cursor": 7, "gate": "shut"}


def test_an_update_of_the_tasks_that_found_nothing_says_so(database: Database) -> None:
    with pytest.raises(TransactionRefused) as refused:
        database.transact(tasks=[Update(A, set={"n": 1}, expect=(Present(),))])

    assert refused.value.tasks == {0: None}


def test_a_hundred_writes_are_one(database: Database) -> None:
    lane = Key("LANE", "LANE")
    keys = [Key(f"P{n % 7}", f"{n:03}") for n in range(98)]
    database.tasks.write(Put(lane, {"cursor": 0}))

    def commit() -> None:
        database.transact(
            tasks=[
                Put(Key("LANE", "LEDGER"), {"n": 98}, (Absent(),)),
                Update(lane, set={"cursor": 1}, expect=(Equals("cursor", 0),)),
            ],
            records=[Put(key, {"n": n}, (Absent(),)) for n, key in enumerate(keys)],
        )

    commit()
    with pytest.raises(TransactionRefused) as refused:
        commit()

    assert database.records.get_many(keys) == {key: {"n": n} for n, key in enumerate(keys)}
    assert database.tasks.get(lane) == {"cursor": 1}
    assert set(refused.value.tasks) == {0, 1}
    assert refused.value.tasks[1] == {"cursor": 1}
    assert set(refused.value.records) == set(range(98))
