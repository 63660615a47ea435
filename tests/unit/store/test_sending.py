from datetime import UTC, datetime, timedelta

import pytest

from legwork.domain.errors import Conflicted
from legwork.ports import Database
from legwork.store.sending import AHEAD, reserve
from legwork.testing.database import MemoryDatabase
from legwork.testing.faults import Call, Fault, Faults, interrupt
from legwork.testing.faulty_ports import FaultyDatabase
from legwork.testing.interleave import interleave
from tests.faults.side_by_side import choices

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FIFTY_AT_TEN = timedelta(seconds=5)
"""What fifty mails take, at ten a second."""


def ask(database: Database, *, after: timedelta = timedelta(0), who: str = "parkside") -> timedelta:
    return reserve(database, who, 50, 10, NOW + after)


def test_whoever_comes_first_goes_at_once_and_the_next_one_waits_for_his_mails() -> None:
    database = MemoryDatabase()
    assert ask(database) == timedelta(0)
    assert ask(database) == FIFTY_AT_TEN
    assert ask(database, after=timedelta(seconds=1)) == FIFTY_AT_TEN - timedelta(seconds=1)
    assert ask(database, after=FIFTY_AT_TEN - AHEAD) == timedelta(0)
    assert ask(database, after=FIFTY_AT_TEN) == FIFTY_AT_TEN


def test_time_that_was_not_used_is_not_saved_up() -> None:
    database = MemoryDatabase()
    assert ask(database) == timedelta(0)
    assert ask(database, after=timedelta(hours=1)) == timedelta(0)
    assert ask(database, after=timedelta(hours=1)) == FIFTY_AT_TEN


def test_each_account_has_its_own() -> None:
    database = MemoryDatabase()
    assert ask(database) == timedelta(0)
    assert ask(database, who="riverside") == timedelta(0)


@pytest.mark.parametrize("seed", range(20))
def test_of_those_who_ask_side_by_side_one_goes(seed: int) -> None:
    faults, waits = Faults(), list[timedelta]()
    database = FaultyDatabase(MemoryDatabase(), faults)
    calls = [lambda: waits.append(ask(database))] * 4
    assert interleave(faults, calls, choices(seed)) == [None] * 4
    assert sorted(waits) == [timedelta(0), *[FIFTY_AT_TEN] * 3]


def test_who_loses_again_and_again_is_to_come_back() -> None:
    tables, others = MemoryDatabase(), iter(range(1, 1_000))

    def another(call: Call) -> Fault | None:
        slow = timedelta(minutes=next(others)) if call.writes else None
        return interrupt(lambda: ask(tables, after=slow)) if slow else None

    database = FaultyDatabase(tables, Faults(another))
    with pytest.raises(Conflicted):
        reserve(database, "parkside", 50, 10, NOW + timedelta(days=1))
