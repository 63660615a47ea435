"""A Redis of the benchmark's own: in memory, on 127.0.0.1, gone afterwards."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from tempfile import TemporaryDirectory
from typing import Any, Final

from redis import ConnectionError as NotYet
from redis import Redis

from bench.embedded.place import free_port
from tests.e2e.waiting import until

_PROGRAM: Final = "redis-server"
_IN_MEMORY: Final = ("--bind", "127.0.0.1", "--save", "", "--appendonly", "no")


def installed() -> bool:
    """Whether this machine has a Redis."""
    return shutil.which(_PROGRAM) is not None


@contextmanager
def running() -> Iterator[str]:
    """The URL of a fresh one."""
    port = free_port()
    with TemporaryDirectory() as folder:
        server = subprocess.Popen(  # noqa: S603 -- the words of the command are all ours
            [_PROGRAM, *_IN_MEMORY, "--port", str(port), "--dir", folder],
            stdout=subprocess.DEVNULL,
        )
        try:
            url = f"redis://127.0.0.1:{port}/0"
            until(lambda: _answers(url), "Redis")
            yield url
        finally:
            server.terminate()
            server.wait()


def _answers(url: str) -> bool:
    with suppress(NotYet), Redis.from_url(url) as client:
        return bool(client.ping())
    return False


def commands(url: str) -> dict[str, int]:
    """How often each command has been called so far, those of looking at this left out."""
    with Redis.from_url(url) as client:
        found: Any = client.info("commandstats")
    names = {name.removeprefix("cmdstat_"): stats["calls"] for name, stats in found.items()}
    return {name: calls for name, calls in names.items() if not name.startswith(_OF_LOOKING)}


_OF_LOOKING = ("info", "ping", "hello", "client")
