"""A crew: calls that are under way side by side, of which one moves at a time.

Each runs in a thread of its own. At its calls through a port it may stop and let others go on; who
goes on is for the owner of the crew to say. So every race that a network and some machines could
bring about can be brought about, and again in the same way.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from legwork.testing.faults import Call, Faults


class Hand:
    """A call that is under way. It moves only when it is told to."""

    def __init__(self, call: Callable[[], object]) -> None:
        self.call = call
        self.over = False
        self.problem: BaseException | None = None
        """What the call raised."""
        self.thread: _Thread | None = None


class Crew:
    """Starts calls and lets them go on, one at a time.

    Args:
        faults: what all their port calls go through.
        stops: asked at each port call, whether the call stops there.
    """

    def __init__(self, faults: Faults, *, stops: Callable[[Call], bool] = lambda _: True) -> None:
        self._faults, self._stops = faults, stops
        self.under_way: list[Hand] = []

    def take_on(self, call: Callable[[], object]) -> Hand:
        """A further call; it stands before its beginning."""
        hand = Hand(call)
        self.under_way.append(hand)
        return hand

    def go_on(self, hand: Hand) -> None:
        """Let a call make its way to a port call at which it stops, or to its end."""
        if hand.thread is None:
            hand.thread = _IDLE.pop() if _IDLE else _Thread()
            hand.thread.hand = hand
        self._faults.turn = self._turn
        hand.thread.go.release()
        hand.thread.stopped.acquire()
        self._faults.turn = lambda _: None
        if hand.over:
            self.under_way.remove(hand)

    def _turn(self, call: Call) -> None:
        current = threading.current_thread()
        if isinstance(current, _Thread) and self._stops(call):
            current.stopped.release()
            current.go.acquire()


class _Thread(threading.Thread):
    """Makes one call after the other: a thread costs more than a call."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.hand: Hand | None = None
        self.go, self.stopped = threading.Lock(), threading.Lock()
        self.go.acquire()
        self.stopped.acquire()
        self.start()

    def run(self) -> None:
        """Make each call when it is its turn for the first time."""
        while True:
            self.go.acquire()
            if self.hand is not None:
                self._make(self.hand)
            _IDLE.append(self)
            self.stopped.release()

    def _make(self, hand: Hand) -> None:
        try:
            hand.call()
        except BaseException as problem:  # noqa: BLE001 -- told to whoever started it
            hand.problem = problem
        hand.over, self.hand = True, None


_IDLE: list[_Thread] = []
