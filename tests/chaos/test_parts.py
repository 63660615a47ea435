"""Calls for many rows: whatever part of them is taken at a time, each row comes once."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from legwork.testing.faults import Faults


def test_all_rows_are_taken_at_once() -> None:
    assert [*Faults().parts("tasks.get_many", "abc")] == [[(0, "a"), (1, "b"), (2, "c")]]
    assert [*Faults().parts("tasks.get_many", "")] == []


@given(st.integers(0, 30), st.randoms())
def test_or_some_at_a_time(rows: int, dice: Random) -> None:
    faults = Faults()
    faults.takes = lambda _, left: dice.sample(range(left), dice.randint(1, left))
    parts = [*faults.parts("tasks.get_many", range(rows))]
    assert all(parts)
    assert sorted(row for part in parts for row in part) == [(n, n) for n in range(rows)]
