"""Everything at once where mail leaves: tasks, workers and deliverers side by side, at random."""

import random
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import pytest

from legwork.domain.errors import (
    Conflicted,
    InvalidInput,
    KeyReused,
    NotFound,
    Throttled,
    Transient,
    WrongState,
)
from legwork.ports import MaybeSent, NothingSent
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
from legwork.trade.mail.usecases.take_feedback import take_feedback
from legwork.trade.mail.usecases.unsubscribe import unsubscribe
from tests.faults.park import prepared
from tests.faults.school import ACCOUNT, LAUNCHES, home

T = TypeVar("T")


def maybe_sent(go: Callable[[], T]) -> T:
    go()
    raise MaybeSent("no answer")


def nothing_sent(go: Callable[[], T]) -> T:
    raise NothingSent("the sender is not verified")


EVERYWHERE: list[Fault] = [
    crash_before,
    crash_after,
    lose_answer,
    refuse(Throttled),
    refuse(Conflicted),
]
FAULTS = [*EVERYWHERE, send_again]
MAIL_FAULTS = [*EVERYWHERE, maybe_sent, nothing_sent]
"""Nothing sends a mail call again by itself."""


class Chaos:
    """A day at the school on which nothing goes right; the seed decides what goes wrong."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        rate = (5, 1_000)[seed % 2]
        settings = Settings(twice=seed % 3 == 0, mails_per_second=rate)
        self.fleet = Fleet(settings, seed=seed, like=prepared("blast"))
        self.owner = Owner(self.fleet)
        self.fleet.faults.plan = self._fault

    def _fault(self, call: Call) -> Fault | None:
        mails = call.name == "mailer.send"
        if self.dice.random() >= (0.3 if mails else 0.03):
            return None
        return self.dice.choice(MAIL_FAULTS if mails else FAULTS)

    def _anything(self) -> None:
        """One call of a staff member, or of somebody who got mail; the answer does not matter."""
        key, number = str(self.dice.randrange(12)), self.dice.randrange(11)
        launch = self.dice.choice(LAUNCHES)
        email = home(number) or home(0)
        found = tasks_of(self.fleet)
        calls: list[Callable[[], object]] = [
            lambda: launch(self.owner, key=key),
            lambda: launch(self.owner, key=key),
            lambda: self.owner.cancel(self.dice.choice(found).ref),
            lambda: self.owner.retry(self.dice.choice(found), key=key),
            lambda: unsubscribe(
                ACCOUNT, email, database=self.fleet.database, clock=self.fleet.clock
            ),
            lambda: take_feedback(ACCOUNT, [email], "bounce", database=self.fleet.database),
        ]
        try:
            self.dice.choice(calls)()
        except (Crash, Transient, NotFound, WrongState, KeyReused, InvalidInput, IndexError):
            return

    def run(self) -> None:
        for _ in range(60):
            step = partial(self.fleet.step, purging=False)
            calls: list[Callable[[], object]] = [self._anything, step, step, step, step]
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
    found = tasks_of(chaos.fleet)
    assert len(found) > 3
    assert not any(task.notices.open for task in found)
