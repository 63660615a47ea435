"""Somebody who looks at every task all the time, and adds up what it shows."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Event
from typing import Any

from tests.e2e.fire.stubborn import Stubborn

PARTS = ("succeeded", "warnings", "errors", "skipped", "remaining", "not_attempted")
DONE = ("succeeded", "warnings", "errors", "skipped")
BREATH_SECONDS = 0.2
SELDOM = 5
"""Rounds until whatever has ended is looked at again: it only has to stay as it is."""


class Reader:
    """Reads until everything is over.

    Args:
        staff: who reads.
    """

    def __init__(self, staff: Stubborn) -> None:
        self._staff = staff
        self._over = Event()
        self._thread = ThreadPoolExecutor(1)
        self._seen: dict[str, dict[str, Any]] = {}
        self._paths: list[str] = []
        self.reads = 0
        self.problems: list[str] = []

    def __enter__(self) -> "Reader":
        self._reading = self._thread.submit(self._read)
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.shutdown()
        # Raises what went wrong in the thread.
        self._reading.result()

    def watch(self, path: str) -> str:
        """Look at a task from now on."""
        self._paths.append(path)
        return path

    def _read(self) -> None:
        for number in count():
            over = self._over.wait(BREATH_SECONDS)
            self.look_around(whole=over or number % SELDOM == 0)
            if over:
                return

    def look_around(self, *, whole: bool) -> None:
        """Look at each task once: at those that have ended in a whole round only."""
        for path in [*self._paths]:
            if whole or not self._has_ended(path):
                self.look(path)

    def _has_ended(self, path: str) -> bool:
        return path in self._seen and self._seen[path]["ended_at"] is not None

    def look(self, path: str) -> None:
        """Look at a task once."""
        before, task = self._seen.get(path), self._staff.get(path)
        now = task["progress"]
        self.reads += 1
        if now["total"] != sum(now[part] for part in PARTS):
            self.problems.append(f"{path} does not add up: {now}")
        if before is not None:
            done, was = (sum(one[part] for part in DONE) for one in (now, before["progress"]))
            if done < was:
                self.problems.append(f"{path} goes back from {was} to {done} targets done")
            if before["cancelled"] and before["ended_at"] and before["progress"] != now:
                self.problems.append(f"{path} goes on after its cancel: {now}")
        self._seen[path] = task
