"""Somebody who looks at every task all the time, and adds up what it shows."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

from tests.e2e.fire.stubborn import Stubborn

PARTS = ("succeeded", "warnings", "errors", "skipped", "remaining", "not_attempted")
DONE = ("succeeded", "warnings", "errors", "skipped")
BREATH_SECONDS = 0.2


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
        while not self._over.wait(BREATH_SECONDS):
            for path in [*self._paths]:
                self.look(path)

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
