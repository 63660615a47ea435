"""Calls that run side by side, of which one moves at a time.

Each runs in a thread of its own. At its calls through a port it may stop and let others go on; who
goes on is for whoever starts them to say. So every race that a network and some machines could
bring about can be brought about, and again in the same way.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from legwork.testing.faults import Call, Faults, nothing


class RunningCall:
    """A call that is under way. It moves only when it is told to."""

    def __init__(self, call: Callable[[], object]) -> None:
        self.call = call
        self.over = False
        self.problem: BaseException | None = None
        """What the call raised."""
        self.thread: _Thread | None = None


class RunningCalls:
    """Starts calls and lets them go on, one at a time.

    Args:
        faults: what all their port calls go through.
        stops: asked at each port call, whether the call stops there.
    """

    def __init__(self, faults: Faults, *, stops: Callable[[Call], bool] = lambda _: True) -> None:
        self._faults, self._stops = faults, stops
        self.under_way: list[RunningCall] = []

    def start(self, call: Callable[[], object]) -> RunningCall:
        """A further call; it stands before its beginning."""
        running = RunningCall(call)
        self.under_way.append(running)
        return running

    def go_on(self, running: RunningCall) -> None:
        """Let a call make its way to a port call at which it stops, or to its end."""
        if running.thread is None:
            running.thread = _IDLE.pop() if _IDLE else _Thread()
            running.thread.running = running
        self._faults.turn = self._turn
        running.thread.go.release()
        running.thread.stopped.acquire()
        self._faults.turn = nothing
        if running.over:
            self.under_way.remove(running)

    def _turn(self, call: Call) -> None:
        current = threading.current_thread()
        if isinstance(current, _Thread) and self._stops(call):
            current.stopped.release()
            current.go.acquire()


class _Thread(threading.Thread):
    """Makes one call after the other: a thread costs more than a call."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.running: RunningCall | None = None
        self.go, self.stopped = threading.Lock(), threading.Lock()
        self.go.acquire()
        self.stopped.acquire()
        self.start()

    def run(self) -> None:
        """Make each call when it is its turn for the first time."""
        while True:
            self.go.acquire()
            if self.running is not None:
                self._make(self.running)
            _IDLE.append(self)
            self.stopped.release()

    def _make(self, running: RunningCall) -> None:
        try:
            running.call()
        except BaseException as problem:  # noqa: BLE001 -- told to whoever started it
            running.problem = problem
        running.over, self.running = True, None


_IDLE: list[_Thread] = []
