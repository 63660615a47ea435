"""The middle of a busy day, the same each time: what releases leave to each other."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from itertools import cycle

from legwork.testing.fleet import Fleet
from legwork.testing.owner import Owner
from tests.chaos.launches import LAUNCHES
from tests.chaos.town import ACCOUNTS, little_room, town

STEPS_BETWEEN = 2
"""Messages that are worked on between two calls."""


def busy_fleet(look: Callable[[Fleet], object] = lambda _: None) -> Fleet:
    """Two accounts in the middle of everything, with each kind of task of the town.

    Some tasks have ended, one is cancelled, one is paused, some run, and some wait for a turn.

    Args:
        look: is shown the fleet after everything that happens.
    """
    # A town of its own: the one that tests share may be another by now.
    fresh = town.__wrapped__()
    fleet = Fleet(fresh.settings, seed=1, like=fresh)
    with little_room():
        _morning(fleet, look)
    return fleet


def _morning(fleet: Fleet, look: Callable[[Fleet], object]) -> None:
    dice, number = random.Random(1), 0
    owners = cycle([Owner(fleet, account=account, background_at=2) for account in ACCOUNTS])
    for name, launch in [*LAUNCHES.items()] * 2:
        owner, number = next(owners), number + 1
        task = launch(owner, dice, f"{name} {number}")
        for _ in range(STEPS_BETWEEN):
            look(fleet)
            fleet.step(purging=False)
        state = fleet.task(task.ref).state
        if number % 7 == 0 and state.can_be_cancelled:
            owner.cancel(task.ref)
        elif number % 5 == 0 and state.can_be_paused and task.ref.listed:
            owner.pause(task.ref, "We look at it first.")
        look(fleet)
        fleet.clock.advance(timedelta(seconds=1))
