"""Messages that are worked on by several workers at the same time."""

import random
from collections.abc import Callable
from functools import partial

from legwork.domain.lane import Token
from legwork.ports import DeliveryMessage, PlanMessage
from legwork.testing.fleet import Fleet
from legwork.testing.interleave import Choose, interleave
from legwork.testing.queues import Message, ToCharge


def take(
    fleet: Fleet, types: tuple[type[Message], ...] = (PlanMessage, Token, DeliveryMessage, ToCharge)
) -> list[Callable[[], None]]:
    """Take messages out of the queues; answers what working on each of them is."""
    taken = [d.message for d in fleet.inbox.waiting if isinstance(d.message, types)]
    fleet.inbox.waiting = [d for d in fleet.inbox.waiting if not isinstance(d.message, types)]
    return [partial(fleet.handle, message) for message in taken]


def choices(seed: int) -> Choose:
    """An order in which calls go on side by side."""
    return random.Random(seed).randrange


class InTurn:
    """Of two calls, the first goes on so many times, then the second; then they end, in order.

    Args:
        first, second: how often each goes on before it has to let the other one go on.
    """

    def __init__(self, first: int, second: int) -> None:
        self._turns = [0] * first + [1] * second

    def __call__(self, _alive: int) -> int:
        return self._turns.pop(0) if self._turns else 0


def work_side_by_side(fleet: Fleet, seed: int) -> None:
    """Work on all messages side by side, then on those that came of it, to the end."""
    while calls := take(fleet):
        assert not any(interleave(fleet.faults, calls, choices(seed)))
    fleet.settle()
