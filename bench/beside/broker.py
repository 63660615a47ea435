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

_IN_MEMORY: Final = ("--bind", "127.0.0.1", "--save", "", "--appendonly", "no")


class Missing(Exception):
    """There is no redis-server on this machine: `apt-get install redis-server`."""


@contextmanager
def running() -> Iterator[str]:
    """The URL of a fresh one.

    Raises:
        Missing: it is not installed.
    """
    program = shutil.which("redis-server")
    if program is None:
        raise Missing(Missing.__doc__)
    port = free_port()
    with TemporaryDirectory() as folder:
        server = subprocess.Popen(  # noqa: S603 -- the words of the command are all ours
            [program, *_IN_MEMORY, "--port", str(port), "--dir", folder],
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
