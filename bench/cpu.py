"""Processor time: our worker beside a bare loop that makes the same writes with the same client.

Both write to the same stand-in for AWS, whose own time is in both.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass
from time import process_time
from typing import Any, Final

from bench.meter import LAUNCH
from bench.scenes import PERMIT, store_permit
from bench.stack import Stack
from legwork.domain.plan import ACTIONS_LIMIT

ROUNDS: Final = 5
_ROUNDS_MAX: Final = 15
BATCHES: Final = 20
_TARGETS: Final = BATCHES * 98
_MOVED: Final = 1.15
"""A pair is thrown away when its bare loop took this much longer than the shortest one."""


@dataclass(frozen=True, slots=True)
class Cpu:
    """Processor seconds for one batch of 98 reservations, the least of all rounds."""

    worker: float
    bare: float
    rounds: int
    thrown_away: int

    @property
    def engine(self) -> float:
        """What the worker takes beyond the writes."""
        return self.worker - self.bare


def measure() -> Cpu:
    """Worker and bare loop in turns."""
    requests = _recorded()
    pairs, kept = list[tuple[float, float]](), list[tuple[float, float]]()
    while len(kept) < ROUNDS and len(pairs) < _ROUNDS_MAX:
        pairs.append((_worker(), _bare(requests)))
        shortest = min(bare for _, bare in pairs)
        kept = [pair for pair in pairs if pair[1] <= shortest * _MOVED]
    return Cpu(
        worker=min(worker for worker, _ in kept) / BATCHES,
        bare=min(bare for _, bare in kept) / BATCHES,
        rounds=len(pairs),
        thrown_away=len(pairs) - len(kept),
    )


def _planned() -> Stack:
    """A bill-out that is planned: ids and time are the same in every round."""
    stack = Stack()
    store_permit(stack, _TARGETS)
    with stack.call(LAUNCH):
        stack.owner.bill_out(PERMIT, key="bench")
    planning = stack.sqs.take()
    if planning is None:
        raise LookupError("the launch has queued nothing")
    stack.deliver(planning)
    return stack


def _recorded() -> list[dict[str, Any]]:
    """The transactions of a bill-out's batches, as they are handed to the client."""
    stack, found = _planned(), list[dict[str, Any]]()

    def keep(params: dict[str, Any], **_more: Any) -> None:
        found.append({"TransactItems": params["TransactItems"]})

    event = "before-parameter-build.dynamodb.TransactWriteItems"
    stack.dynamodb.meta.events.register(event, keep)
    _drive(stack)
    return [request for request in found if len(request["TransactItems"]) == ACTIONS_LIMIT]


def _worker() -> float:
    stack = _planned()
    return _timed(lambda: _drive(stack))


def _bare(requests: list[dict[str, Any]]) -> float:
    stack = _planned()

    def write() -> None:
        for request in requests:
            stack.dynamodb.transact_write_items(**request)

    return _timed(write)


def _drive(stack: Stack) -> None:
    while message := stack.sqs.take():
        stack.deliver(message)


def _timed(work: Callable[[], None]) -> float:
    gc.collect()
    begin = process_time()
    work()
    return process_time() - begin
