"""Writes at the same moment: one wins, and no sum is lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

from legwork.domain.effect import Absent, Effect, Equals, Key, Put, Update
from legwork.ports import ConditionFailed, Database, TransactionRefused
from tests.conformance.places import without_moto

RACERS = 12
KEY = Key("P", "1")

pytestmark = without_moto


def _race(run: Callable[[int], object]) -> list[int]:
    """Who was not refused, of all who start together."""
    start = Barrier(RACERS)

    def racer(number: int) -> bool:
        start.wait()
        try:
            run(number)
        except (ConditionFailed, TransactionRefused):
            return False
        return True

    with ThreadPoolExecutor(RACERS) as threads:
        won = list(threads.map(racer, range(RACERS)))
    return [number for number, has_won in enumerate(won) if has_won]


def _write(database: Database, effect: Effect, _racer: int) -> None:
    database.tasks.write(effect)


def test_one_of_many_puts_wins(database: Database) -> None:
    (winner,) = _race(lambda n: database.tasks.write(Put(KEY, {"by": n}, (Absent(),))))

    assert database.tasks.get(KEY) == {"by": winner}


def test_one_of_many_moves_wins_each_round(database: Database) -> None:
    database.tasks.write(Put(KEY, {"cursor": 0}))
    moves = [
        Update(KEY, add={"cursor": 1}, expect=(Equals("cursor", cursor),)) for cursor in range(5)
    ]

    for move in moves:
        (_,) = _race(partial(_write, database, move))

    assert database.tasks.get(KEY) == {"cursor": 5}


def test_no_sum_is_lost(database: Database) -> None:
    add = Update(KEY, add={"n": 1})

    winners = _race(lambda _: [database.tasks.write(add) for _ in range(5)])

    assert len(winners) == RACERS
    assert database.tasks.get(KEY) == {"n": RACERS * 5}


def test_of_many_transactions_over_both_tables_one_commits(database: Database) -> None:
    database.tasks.write(Put(KEY, {"cursor": 0}))
    records = [Key(f"R{n}", "1") for n in range(20)]

    def commit(number: int) -> None:
        database.transact(
            tasks=[Update(KEY, set={"cursor": 1}, expect=(Equals("cursor", 0),))],
            records=[Put(key, {"by": number}) for key in records],
        )

    (winner,) = _race(commit)

    assert database.records.get_many(records) == {key: {"by": winner} for key in records}


def test_a_row_that_is_written_meanwhile_is_read_whole(database: Database) -> None:
    database.tasks.write(Put(KEY, {"one": 0, "two": 0}))

    def write_or_read(number: int) -> None:
        for _ in range(5):
            if number % 2:
                database.transact(tasks=[Update(KEY, add={"one": 1, "two": 1})])
            else:
                found = database.tasks.get(KEY)
                assert found is not None
                assert found["one"] == found["two"]

    _race(write_or_read)

    writers = RACERS // 2
    assert database.tasks.get(KEY) == {"one": writers * 5, "two": writers * 5}
