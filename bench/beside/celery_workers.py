"""Celery's workers: one main process that takes messages, and children that work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from bench.beside.work import app
from tests.e2e.waiting import until

CONCURRENCY: Final = 4
_TICKS: Final = os.sysconf("SC_CLK_TCK")


class CeleryWorkers:
    """A main process and its children.

    Args:
        environment: where Redis, the emulator and the table are.
        log: takes what they say.
    """

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        self._environment, self._log = environment, log
        self._main = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        words = ["-A", "bench.beside.work", "worker", "--pool", "prefork", "-l", "WARNING"]
        more = ["--concurrency", str(CONCURRENCY), "--without-gossip", "--without-mingle"]
        with self._log.open("ab") as log:
            main = subprocess.Popen(  # noqa: S603 -- the words of the command are all ours
                [sys.executable, "-m", "celery", *words, *more],
                env={**os.environ, **self._environment},
                stdout=log,
                stderr=log,
            )
        until(lambda: app.control.ping(timeout=0.5), "Celery's workers")
        return main

    @property
    def children(self) -> list[int]:
        """Process ids of those that work."""
        listed = Path(f"/proc/{self._main.pid}/task/{self._main.pid}/children").read_text()
        return [int(pid) for pid in listed.split()]

    @property
    def cpu(self) -> float:
        """Processor seconds of all of them so far."""
        return cpu_of([self._main.pid, *self.children])

    def kill_children(self) -> None:
        """They die without a word; the main process lives and starts others."""
        _kill(self.children)

    def kill_all(self) -> None:
        """All die without a word; then there is a new workers."""
        children = self.children
        _kill([self._main.pid, *children])
        self._main.wait()
        self._main = self._started()

    def stop(self) -> None:
        """All go home."""
        self._main.terminate()
        self._main.wait()


@contextmanager
def working(environment: Mapping[str, str], log: Path) -> Iterator[CeleryWorkers]:
    """A workers, until it is no longer needed."""
    workers = CeleryWorkers(environment, log)
    try:
        yield workers
    finally:
        workers.stop()


def cpu_of(pids: Iterable[int]) -> float:
    """Processor seconds that processes have used so far, their threads included."""
    return sum(_cpu(pid) for pid in pids)


def _cpu(pid: int) -> float:
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / _TICKS


def _kill(pids: Iterable[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
