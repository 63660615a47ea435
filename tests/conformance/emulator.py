"""One emulator for the whole run, on a port of its own: MiniStack, as the local stack runs it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

HOST = "127.0.0.1"
START_SECONDS = 30
STOP_SECONDS = 10


@contextmanager
def running_emulator(folder: Path) -> Iterator[str]:
    """Its endpoint; it is stopped at the end, and forgets everything."""
    port = _free_port()
    with (folder / "emulator.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "local.patched_emulator"],
            env=_environment(folder, port),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    endpoint = f"http://{HOST}:{port}"
    try:
        _wait_until_it_answers(process, endpoint, folder)
        yield endpoint
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _environment(folder: Path, port: int) -> dict[str, str]:
    # Nothing of a real AWS profile may reach it.
    inherited = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    return {
        **inherited,
        "BIND_HOST": HOST,
        "GATEWAY_PORT": str(port),
        "S3_DATA_DIR": str(folder / "s3"),
        "TMPDIR": str(folder),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
    }


def _wait_until_it_answers(process: "subprocess.Popen[bytes]", endpoint: str, folder: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < end:
        try:
            if httpx.get(f"{endpoint}/_ministack/health", timeout=5).is_success:
                return
        except httpx.TransportError:
            # There is no event to wait for: it answers when it is up.
            time.sleep(0.05)
    raise RuntimeError(f"the emulator does not start: {(folder / 'emulator.log').read_text()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
