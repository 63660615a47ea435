"""Reading, writing and removing many rows at once."""

from legwork.domain.effect import Key, Put
from legwork.ports import Database

KEYS = [Key(f"P{n % 3}", f"{n:03}") for n in range(260)]
ROWS = {key: {"n": n, "note": None if n % 2 else "ü"} for n, key in enumerate(KEYS)}


def test_rows_come_back(database: Database) -> None:
    database.records.put_many(iter(ROWS.items()))

    assert database.records.get_many(iter(KEYS)) == ROWS
    assert database.tasks.get_many(KEYS) == {}


def test_only_rows_that_exist_come_back(database: Database) -> None:
    database.tasks.put_many((key, ROWS[key]) for key in KEYS[:5])

    found = database.tasks.get_many([Key("P0", "none"), *KEYS[3:7], KEYS[4], KEYS[4]])

    assert found == {key: ROWS[key] for key in KEYS[3:5]}


def test_no_rows_are_none(database: Database) -> None:
    database.tasks.put_many([])
    database.tasks.delete_many([])

    assert database.tasks.get_many([]) == {}


def test_large_rows_come_back(database: Database) -> None:
    rows = {key: {"text": "x" * 50_000} for key in KEYS[:90]}
    database.tasks.put_many(rows.items())

    assert database.tasks.get_many(rows) == rows


def test_a_row_that_is_there_is_written_over(database: Database) -> None:
    database.tasks.write(Put(KEYS[0], {"old": True}))

    database.tasks.put_many([(KEYS[0], {"n": 1})])

    assert database.tasks.get(KEYS[0]) == {"n": 1}


def test_of_two_rows_with_one_key_the_last_stands(database: Database) -> None:
    rows = [(KEYS[n % 30], {"n": n}) for n in range(100)]

    database.tasks.put_many(rows)

    assert database.tasks.get_many(KEYS) == dict(rows)


def test_removed_rows_are_gone(database: Database) -> None:
    database.records.put_many(ROWS.items())

    database.records.delete_many(iter([*KEYS[:200], KEYS[0], Key("P0", "none")]))

    assert database.records.get_many(KEYS) == {key: ROWS[key] for key in KEYS[200:]}
