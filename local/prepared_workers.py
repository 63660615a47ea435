"""Workers of functions that start from a process which has loaded their libraries before.

MiniStack starts an interpreter for each worker, and most of what that costs goes into loading
the same libraries from the same layers. On Linux it is forked from a process that has them, for a
quarter of the cost. What depends on the function is loaded and read in the worker, as before.
"""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from local import forker

LAYERS: Final = "_LAMBDA_LAYERS_DIRS"
"""Variable by which MiniStack tells a worker where its layers are."""
KEPT: Final = 4
"""Processes that workers are forked from: one for each set of layers, those used last."""
PID: Final = "pid"
"""File beside the code of a worker that says which process it is."""


class PreparedWorkers:
    """Stands for the module `subprocess` where MiniStack starts workers."""

    PIPE = subprocess.PIPE
    STDOUT = subprocess.STDOUT
    DEVNULL = subprocess.DEVNULL

    def __init__(self) -> None:
        self._forkers: dict[tuple[str, ...], Forker] = {}
        self._lock = threading.Lock()

    def Popen(  # noqa: N802 - named as what it stands for
        self, command: list[str], **options: Any
    ) -> "subprocess.Popen[str] | Forked":
        """A worker that has just been started."""
        layers = options["env"].get(LAYERS)
        # Forking is not safe on a Mac, where libraries of the system forbid it.
        if sys.platform == "linux" and command[0] == sys.executable and layers:
            forking = self._forker(tuple(map(os.path.realpath, layers.split(os.pathsep))))
            process: subprocess.Popen[str] | Forked = forking.fork(
                forker.Order(command[1], options["cwd"], options["env"])
            )
        else:
            process = subprocess.Popen(command, **options)  # noqa: S603 - MiniStack's own
        Path(options["cwd"]).with_name(PID).write_text(str(process.pid))
        return process

    def _forker(self, layers: tuple[str, ...]) -> "Forker":
        with self._lock:
            found = self._forkers.pop(layers, None)
            if found is not None and found.process.poll() is not None:
                found.end()
                found = None
            if len(self._forkers) == KEPT:
                # Of layers that were deployed before, most likely.
                self._forkers.pop(next(iter(self._forkers))).end()
            self._forkers[layers] = found or Forker(layers)
            return self._forkers[layers]


class Forker:
    """A process with libraries, from which workers are forked.

    Args:
        layers: Where the libraries are.
    """

    def __init__(self, layers: tuple[str, ...]) -> None:
        self._lock = threading.Lock()
        self._orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-P", forker.__file__, str(theirs.fileno()), *layers],
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )

    def fork(self, order: forker.Order) -> "Forked":
        """A new worker.

        Raises:
            OSError: There is none, since the process has died.
        """
        theirs, ours = zip(os.pipe(), *(os.pipe()[::-1] for _ in range(3)), strict=True)
        try:
            with self._lock:
                socket.send_fds(self._orders, [json.dumps(vars(order)).encode()], theirs)
                pid = self._orders.recv(20)
            if not pid:
                raise ConnectionResetError("What workers are forked from has died.")
        except OSError:
            for file in ours:
                os.close(file)
            raise
        finally:
            for file in theirs:
                os.close(file)
        return Forked(int(pid), *ours)

    def end(self) -> None:
        """Let it end; its workers live on."""
        with self._lock:
            self._orders.close()
        self.process.wait()


class Forked:
    """A worker, as far as MiniStack asks for a process.

    Args:
        pid: Its process id.
        stdin: What it reads, to be written to.
        stdout: What it writes.
        stderr: Its complaints.
        life: Ends when it does.
    """

    def __init__(self, pid: int, stdin: int, stdout: int, stderr: int, life: int) -> None:
        self.pid = pid
        self.stdin = open(stdin, "w", buffering=1)  # noqa: SIM115 - a descriptor, kept
        self.stdout = open(stdout)  # noqa: SIM115
        self.stderr = open(stderr)  # noqa: SIM115
        self.life = open(life, "rb", buffering=0)  # noqa: SIM115
        self._watch = select.poll()
        self._watch.register(self.life, select.POLLIN)

    def poll(self) -> int | None:
        """None while it lives."""
        return self._ended(0.0)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end.

        Raises:
            subprocess.TimeoutExpired: It lives longer than so many seconds.
        """
        ended = self._ended(timeout)
        if ended is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        return ended

    def terminate(self) -> None:
        """Ask it to end."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self._signal(signal.SIGKILL)

    def _ended(self, seconds: float | None) -> int | None:
        # Only who has forked it could tell what it ended with; MiniStack does not want to know.
        return -1 if self._watch.poll(None if seconds is None else seconds * 1000) else None

    def _signal(self, number: int) -> None:
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)
