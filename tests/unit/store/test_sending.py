from datetime import UTC, datetime, timedelta

import pytest

from legwork.domain.errors import Conflicted
from legwork.domain.limits import Limits
from legwork.ports import Database
from legwork.store import limits
from legwork.store.sending import AHEAD, BOOKED_AHEAD, book
from legwork.testing.database import MemoryDatabase
from legwork.testing.faults import Call, Fault, Faults, interrupt
from legwork.testing.faulty_ports import FaultyDatabase
from legwork.testing.interleave import interleave
from tests.faults.side_by_side import choices

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FIFTY_AT_TEN = timedelta(seconds=5)
"""What fifty mails take, at ten a second."""


def ask(
    database: Database, *, after: timedelta = timedelta(0), who: str = "parkside"
) -> tuple[timedelta, bool]:
    return book(database, who, 50, 10, NOW + after)


def test_whoever_comes_first_goes_at_once_and_each_next_one_gets_its_time() -> None:
    database = MemoryDatabase()
    assert ask(database) == (timedelta(0), True)
    assert ask(database) == (FIFTY_AT_TEN, True)
    assert ask(database) == (2 * FIFTY_AT_TEN, True)
    late = timedelta(seconds=1)
    assert ask(database, after=late) == (3 * FIFTY_AT_TEN - late, True)
    # A call may be a little ahead of the rate.
    assert ask(database, after=4 * FIFTY_AT_TEN - AHEAD) == (timedelta(0), True)


def test_an_account_may_have_a_rate_of_its_own() -> None:
    database = MemoryDatabase()
    limits.put(database, "parkside", Limits(mails_per_second=50))
    assert ask(database) == (timedelta(0), True)
    assert ask(database) == (timedelta(0), True), "a second of mails, which is not ahead of it"
    assert ask(database) == (timedelta(seconds=2), True)
    assert ask(database, who="hillside") == (timedelta(0), True)
    assert ask(database, who="hillside") == (FIFTY_AT_TEN, True)


def test_time_is_booked_only_so_far_ahead() -> None:
    database = MemoryDatabase()
    answers = [ask(database) for _ in range(20)]
    booked = [wait for wait, is_booked in answers if is_booked]
    assert max(booked) == BOOKED_AHEAD
    # The others take nothing, and are told when it is worth asking again.
    [wait] = {wait for wait, is_booked in answers if not is_booked}
    assert wait == BOOKED_AHEAD + FIFTY_AT_TEN
    assert ask(database, after=wait) == (timedelta(0), True)


def test_time_that_was_not_used_is_not_saved_up() -> None:
    database = MemoryDatabase()
    assert ask(database) == (timedelta(0), True)
    assert ask(database, after=timedelta(hours=1)) == (timedelta(0), True)
    assert ask(database, after=timedelta(hours=1)) == (FIFTY_AT_TEN, True)


def test_each_account_has_its_own() -> None:
    database = MemoryDatabase()
    assert ask(database) == (timedelta(0), True)
    assert ask(database, who="riverside") == (timedelta(0), True)


@pytest.mark.parametrize("seed", range(20))
def test_those_who_ask_side_by_side_get_a_time_each(seed: int) -> None:
    faults, waits = Faults(), list[timedelta]()
    database = FaultyDatabase(MemoryDatabase(), faults)
    calls = [lambda: waits.append(ask(database)[0])] * 4
    assert interleave(faults, calls, choices(seed)) == [None] * 4
    assert sorted(waits) == [place * FIFTY_AT_TEN for place in range(4)]


def test_who_loses_again_and_again_is_to_come_back() -> None:
    tables, others = MemoryDatabase(), iter(range(1, 1_000))

    def another(call: Call) -> Fault | None:
        slow = timedelta(minutes=next(others)) if call.writes else None
        return interrupt(lambda: ask(tables, after=slow)) if slow else None

    database = FaultyDatabase(tables, Faults(another))
    with pytest.raises(Conflicted):
        book(database, "parkside", 50, 10, NOW + timedelta(days=1))
