"""The payment service of the embedded stack: localstripe, behind a front that keeps its promises.

localstripe is a program of its own, under a licence of its own: it is run, and nothing of it is
imported here.
"""

import contextlib
import os
import signal
import socket
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

import httpx

from local.errors import StackError
from local.state import ROOT, write_private

HOST: Final = "127.0.0.1"
API_KEY: Final = "sk_test_embedded"
"""Any key of this form opens it."""
START_SECONDS: Final = 30.0
STOP_SECONDS: Final = 20.0
POLL_SECONDS: Final = 0.05

# As it comes, localstripe listens to the whole network, and writes all that it knows to a file that
# everybody shares, at every change. Here it listens to this machine, and writes when it ends.
LOCALSTRIPE: Final = """
import pathlib, pickle, sys
from aiohttp import web
from localstripe.resources import Store, store
Store.dump_to_disk = lambda self: None
from localstripe.server import app
kept = pathlib.Path(sys.argv[2])
if kept.exists():
    store.update(pickle.loads(kept.read_bytes()))
web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=None, print=None)
kept.write_bytes(pickle.dumps(dict(store)))
"""


@dataclass(frozen=True, kw_only=True)
class Provider:
    """A running payment service.

    Attributes:
        front: Process id of the front, which ends localstripe when it ends.
        port: Port of the front on 127.0.0.1.
    """

    front: int
    port: int

    @property
    def address(self) -> str:
        """Where clients find it."""
        return f"http://{HOST}:{self.port}"


def start(folder: Path) -> Provider:
    """Start the payment service, with the customers that it had, and wait until it answers.

    One that runs already is left alone.

    Args:
        folder: Where all that it has is kept.

    Raises:
        StackError: It does not start.
    """
    if (running := find(folder)) is not None:
        return running
    folder.mkdir(parents=True, exist_ok=True)
    port = _port(folder)
    with _log(folder).open("w") as log:
        pid = _spawn(["-P", "-m", "local.payment_front", str(port), str(folder)], log)
    provider = Provider(front=pid, port=port)
    write_private(_place(folder), f"{pid} {port} {_born(pid)}")
    end = time.monotonic() + START_SECONDS
    while not _answers(provider):
        if time.monotonic() > end or not _lives(pid):
            stop(folder)
            raise StackError(f"The payment service does not start; its log: {_log(folder)}")
        time.sleep(POLL_SECONDS)
    return provider


def find(folder: Path) -> Provider | None:
    """The payment service that was started from this folder, if it still runs."""
    with contextlib.suppress(FileNotFoundError, ValueError):
        pid, port, born = _place(folder).read_text().split()
        # A process id alone may be somebody else's by now.
        if _lives(int(pid)) and _born(int(pid)) == born:
            return Provider(front=int(pid), port=int(port))
    return None


def stop(folder: Path) -> None:
    """Stop it, if it runs; its customers and payments are kept.

    Raises:
        StackError: It does not stop.
    """
    found = find(folder)
    _place(folder).unlink(missing_ok=True)
    if found is None:
        return
    with contextlib.suppress(ProcessLookupError):
        os.kill(found.front, signal.SIGTERM)
    end = time.monotonic() + STOP_SECONDS
    while _lives(found.front):
        if time.monotonic() > end:
            raise StackError(f"The payment service (process {found.front}) does not stop.")
        time.sleep(POLL_SECONDS)


def _port(folder: Path) -> int:
    """The one that it had last, if nobody else has it now."""
    kept = folder / "port"
    with contextlib.suppress(OSError, ValueError):
        port = int(kept.read_text())
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((HOST, port))
        return port
    port = free_port()
    kept.write_text(str(port))
    return port


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _spawn(arguments: list[str], log: IO[str]) -> int:
    # Unlike a Popen, this is not tied to the life of the command that starts it.
    names = ("PATH", "HOME", "LANG")
    return os.posix_spawn(
        sys.executable,
        [sys.executable, *arguments],
        # As for the emulator, the code of this folder.
        {"PYTHONPATH": str(ROOT), **{n: os.environ[n] for n in names if n in os.environ}},
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_DUP2, log.fileno(), 1),
            (os.POSIX_SPAWN_DUP2, log.fileno(), 2),
        ],
        setsid=True,
    )


def _answers(provider: Provider) -> bool:
    try:
        return httpx.get(f"{provider.address}/_front/health", timeout=5).is_success
    except httpx.TransportError:
        return False


def _lives(pid: int) -> bool:
    with contextlib.suppress(ChildProcessError):
        if os.waitpid(pid, os.WNOHANG) != (0, 0):
            return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _born(pid: int) -> str:
    """When a process was born, where the system tells."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return "-"
    return stat.rpartition(")")[2].split()[19]


def _place(folder: Path) -> Path:
    return folder / "provider.pid"


def _log(folder: Path) -> Path:
    return folder / "provider.log"
