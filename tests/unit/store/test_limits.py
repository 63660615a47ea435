from datetime import UTC, datetime

import pytest

from legwork.domain.effect import Put
from legwork.domain.errors import InvalidInput
from legwork.domain.hold import Hold
from legwork.domain.limits import MOST, NAMES, Limits
from legwork.store import holds, keys, limits
from legwork.testing.database import MemoryDatabase


def test_what_operators_set_is_what_is_read() -> None:
    database = MemoryDatabase()
    assert limits.of_account(database, "parkside") == Limits()

    limits.put(database, "parkside", Limits(running_tasks=3, mails_per_second=5))

    assert limits.of_account(database, "parkside") == Limits(running_tasks=3, mails_per_second=5)
    assert limits.of_account(database, "hillside") == Limits()


def test_a_limit_that_is_taken_back_is_the_stage_s_again() -> None:
    database = MemoryDatabase()
    limits.put(database, "parkside", Limits(running_tasks=3, mails_per_second=5))

    before = limits.of_account(database, "parkside")
    limits.put(database, "parkside", before.change(running_tasks=None, requests_at_once=9))

    after = limits.of_account(database, "parkside")
    assert after == Limits(mails_per_second=5, requests_at_once=9)


@pytest.mark.parametrize("value", [0, -1, MOST + 1])
@pytest.mark.parametrize("name", NAMES)
def test_a_limit_without_sense_is_refused(name: str, value: int) -> None:
    with pytest.raises(InvalidInput, match=f"{name}: give a whole number"):
        Limits().change(**{name: value})


def test_a_limit_that_there_is_not_is_refused() -> None:
    with pytest.raises(InvalidInput, match="there are running_tasks, mails_per_second"):
        Limits().change(lanes=3)


def test_a_row_that_nobody_can_make_sense_of_sets_nothing() -> None:
    database = MemoryDatabase()
    spoilt = {"running_tasks": "many", "mails_per_second": 0, "requests_per_second": MOST * 2}
    database.tasks.write(Put(keys.limits("parkside"), {**spoilt, "requests_at_once": 7}))

    assert limits.of_account(database, "parkside") == Limits(requests_at_once=7)


def test_what_decides_over_a_turn_is_read_at_once() -> None:
    database = MemoryDatabase()
    hold = Hold(datetime(2026, 3, 2, 9, 0, tzinfo=UTC), None, "It is broken.")
    limits.put(database, "parkside", Limits(running_tasks=3))
    held = Put(keys.held_kind("toy"), {holds.OPERATORS: holds.to_value(hold)})
    database.tasks.write(held)

    assert limits.for_turn(database, "parkside", "toy") == (hold, Limits(running_tasks=3))
    assert limits.for_turn(database, "hillside", "other") == (None, Limits())
