"""Run calls side by side, in an order that can be chosen and repeated.

Each runs in a thread of its own, but only one at a time: at every call through a port, it is asked
who goes on. So every race that a network and two machines could bring about can be brought about.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TypeAlias

from legwork.testing.faults import Faults

Choose: TypeAlias = Callable[[int], int]
"""Picks one of so many that could go on, by place."""


class _Runner(threading.Thread):
    """One of the calls: moves only when it has been told to."""

    def __init__(self, call: Callable[[], object]) -> None:
        super().__init__(daemon=True)
        self._call = call
        self._go = threading.Semaphore(0)
        self._stopped = threading.Semaphore(0)
        self.over = False
        self.problem: BaseException | None = None

    def run(self) -> None:
        """Make the call when it is its turn for the first time."""
        self._go.acquire()
        try:
            self._call()
        except BaseException as problem:  # noqa: BLE001 -- told to whoever started it
            self.problem = problem
        self.over = True
        self._stopped.release()

    def pause(self) -> None:
        """Let others go on; return when told to."""
        self._stopped.release()
        self._go.acquire()

    def advance(self) -> None:
        """Let it make its way to the next port call, or to its end."""
        self._go.release()
        self._stopped.acquire()


def interleave(
    faults: Faults, calls: Sequence[Callable[[], object]], choose: Choose
) -> list[BaseException | None]:
    """Run calls side by side to their ends; answers what each of them raised.

    Args:
        faults: what all their port calls go through.
        calls: at least one.
        choose: who goes on, whenever there is a choice.
    """
    runners = [_Runner(call) for call in calls]

    def turn() -> None:
        current = threading.current_thread()
        if isinstance(current, _Runner):
            current.pause()

    faults.turn = turn
    for runner in runners:
        runner.start()
    while alive := [runner for runner in runners if not runner.over]:
        alive[choose(len(alive)) if len(alive) > 1 else 0].advance()
    faults.turn = lambda: None
    return [runner.problem for runner in runners]
