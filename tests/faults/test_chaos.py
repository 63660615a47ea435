"""Everything at once: many tasks, workers side by side, faults and cancels at random."""

import random
from collections.abc import Callable
from functools import partial

import pytest

from legwork.domain.errors import Conflicted, KeyReused, NotFound, Throttled, Transient, WrongState
from legwork.testing.faults import (
    Call,
    Crash,
    Fault,
    crash_after,
    crash_before,
    lose_answer,
    refuse,
    send_again,
)
from legwork.testing.fleet import Fleet
from legwork.testing.interleave import interleave
from legwork.testing.invariants import problems, tasks_of
from legwork.testing.owner import Owner
from legwork.testing.world import Settings
from legwork.usecases.save_permit import PermitSave
from tests.faults.park import FIELDS, GAMES, file_of, season, values

FAULTS: list[Fault] = [
    crash_before,
    crash_after,
    lose_answer,
    send_again,
    refuse(Throttled),
    refuse(Conflicted),
]
OTHERS = [values(field, f"{hour}:30", f"{hour}:40", 5) for field in FIELDS for hour in (8, 9, 10)]


class Chaos:
    """A day at the park on which nothing goes right; the seed decides what goes wrong."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.fleet = Fleet(Settings(twice=seed % 3 == 0), seed=seed)
        self.owners = [Owner(self.fleet, background_at=limit) for limit in (1, 100)]
        self.owners[0].upload("UP1", file_of(season("P-3")))
        self.fleet.faults.plan = self._fault

    def _fault(self, _: Call) -> Fault | None:
        return self.dice.choice(FAULTS) if self.dice.random() < 0.03 else None

    def _anything(self) -> None:
        """One call of a staff member; what it is answered does not matter."""
        owner, key = self.dice.choice(self.owners), str(self.dice.randrange(8))
        calls: list[Callable[[], object]] = [
            lambda: owner.save(PermitSave(permit="P-1", holder="H", reservations=GAMES), key=key),
            lambda: owner.save(PermitSave(permit="P-2", holder="H", reservations=OTHERS), key=key),
            lambda: owner.save(PermitSave(permit="P-3", holder="H", upload="UP1"), key=key),
            lambda: owner.bill_out(f"P-{self.dice.randrange(1, 4)}", key=key),
            lambda: owner.cancel(self.dice.choice(tasks_of(self.fleet)).ref),
        ]
        try:
            self.dice.choice(calls)()
        except (Crash, Transient, NotFound, WrongState, KeyReused, IndexError):
            return

    def run(self) -> None:
        for _ in range(50):
            step = partial(self.fleet.step, purging=False)
            calls: list[Callable[[], object]] = [self._anything, step, step, step]
            interleave(self.fleet.faults, calls, self.dice.randrange)
            self.fleet.pass_time()
        self.fleet.faults.plan = lambda _: None
        self.fleet.settle()


@pytest.mark.parametrize("seed", range(15))
def test_all_promises_are_kept(seed: int) -> None:
    chaos = Chaos(seed)
    chaos.run()
    assert chaos.fleet.surprises == []
    assert problems(chaos.fleet) == []
    assert len(tasks_of(chaos.fleet)) > 3
