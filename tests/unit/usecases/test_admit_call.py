"""Fair calls (P7): what one account asks for is never taken from another, and the bound holds."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from legwork.domain.bucket import SECOND, Rate
from legwork.domain.effect import Put
from legwork.domain.errors import Throttled
from legwork.domain.limits import Limits
from legwork.store import keys, limits
from legwork.testing.clock import FrozenClock
from legwork.testing.database import MemoryDatabase
from legwork.testing.faults import Call, Fault, Faults, at, refuse
from legwork.testing.faulty_ports import FaultyDatabase
from legwork.usecases.admit_call import LEASE, Doorkeeper

RATE = Rate(per_second=10, at_once=40)


class Gate:
    """Some workers before one table; counts what they write."""

    def __init__(self, workers: int = 1, rate: Rate = RATE) -> None:
        self.clock, self.tables, self.faults = FrozenClock(), MemoryDatabase(), Faults()
        self.writes = 0
        self.faults.plan = self._count
        database = FaultyDatabase(self.tables, self.faults)
        self.workers = [
            Doorkeeper("calls", rate, database=database, clock=self.clock) for _ in range(workers)
        ]

    def _count(self, call: Call) -> Fault | None:
        self.writes += 1
        return None

    def admitted(self, calls: int, account: str = "parkside", worker: int = 0) -> int:
        answers = [self.workers[worker].admit(account) for _ in range(calls)]
        return sum(not standing.wait for standing in answers)


def test_an_account_has_so_many_calls_at_once_and_then_so_many_a_second() -> None:
    gate = Gate()
    assert gate.admitted(60) == 40
    gate.clock.advance(timedelta(seconds=1))
    assert gate.admitted(60) == 10
    gate.clock.advance(timedelta(minutes=1))
    assert gate.admitted(60) == 40


def test_what_one_polls_is_not_taken_from_another() -> None:
    gate = Gate()
    assert gate.admitted(1_000) == 40
    assert gate.admitted(40, "riverside") == 40


def test_calls_that_stop_a_task_have_a_bucket_of_their_own() -> None:
    gate = Gate()
    gate.admitted(1_000)
    stops = Doorkeeper("stops", RATE, database=gate.tables, clock=gate.clock)
    assert not stops.admit("parkside").wait


def test_most_calls_cost_no_request_and_none_costs_more_than_one() -> None:
    gate = Gate()
    for calls in range(1, 41):
        before = gate.writes
        assert gate.admitted(1) == 1
        assert gate.writes - before <= 1
        assert gate.writes == -(-calls // RATE.lease)


def test_who_was_told_to_wait_costs_nothing_until_then() -> None:
    gate = Gate()
    gate.admitted(41)
    before = gate.writes
    standing = gate.workers[0].admit("parkside")
    assert standing.wait == 1
    gate.admitted(500)
    assert gate.writes == before
    gate.clock.advance(timedelta(seconds=standing.wait))
    assert gate.admitted(1) == 1


@pytest.mark.parametrize("seed", range(5))
def test_however_many_workers_there_are_the_bound_holds(seed: int) -> None:
    """In t seconds at most ``at_once + per_second * (t + LEASE)``, from any moment on."""
    dice, gate = random.Random(seed), Gate(workers=12)
    begun, moments = gate.clock.now(), []
    while gate.clock.now() < begun + timedelta(seconds=20):
        worker = dice.randrange(len(gate.workers))
        if gate.admitted(1, worker=worker):
            moments.append((gate.clock.now() - begun) / timedelta(seconds=1))
        gate.clock.advance(timedelta(milliseconds=dice.choice((0, 1, 5, 80))))
    lease = LEASE / timedelta(seconds=1)
    for first in range(0, len(moments), 7):
        for last in range(first, len(moments), 11):
            span = moments[last] - moments[first]
            assert last - first + 1 <= RATE.at_once + RATE.per_second * (span + lease) + 1
    # And it is not much less than what the account has.
    assert len(moments) >= RATE.per_second * 20 * 0.8


def test_the_row_does_not_become_hot() -> None:
    """Workers that refuse leave it alone: at most one write each a second, and those of leases."""
    dice, gate = random.Random(1), Gate(workers=20)
    for _ in range(10_000):
        gate.admitted(1, worker=dice.randrange(20))
        gate.clock.advance(timedelta(milliseconds=1))
    leases = RATE.per_second * 10 + RATE.at_once
    assert gate.writes <= 2 * 20 * 11 + leases


def test_operators_may_give_an_account_more_or_less() -> None:
    gate = Gate(workers=2)
    limits.put(gate.tables, "parkside", Limits(requests_per_second=1, requests_at_once=5))
    # A worker that does not know it yet learns it with the first call.
    assert gate.admitted(60) <= 6
    limits.put(gate.tables, "hillside", Limits(requests_per_second=100, requests_at_once=400))
    assert gate.admitted(500, "hillside", worker=1) > 300
    gate.clock.advance(timedelta(seconds=4))
    assert gate.admitted(500, "hillside", worker=1) == 400
    standing = gate.workers[1].admit("hillside")
    assert (standing.rate, standing.left) == (Rate(100, 400), 0)


def test_what_a_worker_has_taken_is_good_for_a_moment_only() -> None:
    gate = Gate(workers=10)
    for worker in range(10):
        assert gate.admitted(1, worker=worker) == 1
    gate.clock.advance(timedelta(seconds=10))
    assert sum(gate.admitted(100, worker=worker) for worker in range(10)) == 40


def test_what_is_left_and_when_the_bucket_is_full_is_told() -> None:
    gate = Gate()
    standing = gate.workers[0].admit("parkside")
    assert (standing.left, standing.resets, standing.wait) == (39, 1, 0)
    gate.admitted(38)
    standing = gate.workers[0].admit("parkside")
    assert (standing.left, standing.resets) == (0, 4)
    standing = gate.workers[0].admit("parkside")
    assert (standing.left, standing.wait) == (0, 1)


def test_nobody_is_refused_for_a_trouble_of_ours() -> None:
    gate = Gate()
    gate.faults.plan = at(1, refuse(Throttled))
    assert gate.admitted(1) == 1
    assert gate.admitted(100) == 40


def test_a_spoilt_bucket_is_a_full_one() -> None:
    gate = Gate()
    gate.tables.tasks.write(Put(keys.limits("parkside"), {"calls_full_at": "soon"}))
    assert gate.admitted(60) <= 40


@pytest.mark.parametrize(
    ("full_at", "room", "wait"),
    [(0, 40, 1), (SECOND, 30, 1), (4 * SECOND, 0, 1), (5 * SECOND, 0, 2), (3_950_000, 0, 1)],
)
def test_how_much_room_there_is(full_at: int, room: int, wait: int) -> None:
    assert RATE.room(full_at, 0) == room
    assert RATE.wait(full_at, 0) == wait
