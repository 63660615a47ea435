"""A receiver on this machine that does as badly as receivers do."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Manner = Callable[[socket.socket], None]
"""What it does once it has read a request."""


def answering(text: str) -> Manner:
    """Answers, word for word."""
    return lambda wire: wire.sendall(text.encode())


def dripping(wire: socket.socket) -> None:
    """Sends a letter now and then, for as long as somebody listens."""
    until_gone = threading.Event()
    with suppress(OSError):
        while not until_gone.wait(0.01):
            wire.sendall(b"H")


def silent(wire: socket.socket) -> None:
    """Reads on until the other side has gone, and says nothing."""
    with suppress(OSError):
        while wire.recv(1024):
            pass


def endless(wire: socket.socket) -> None:
    """Begins well, and never comes to an end."""
    wire.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n")
    with suppress(OSError):
        while True:
            wire.sendall(b"x" * 65_536)


def hanging_up(_wire: socket.socket) -> None:
    """Says nothing and goes."""


@dataclass
class Hook:
    """A receiver that listens."""

    port: int
    requests: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?a=b"


@contextmanager
def listening(manner: Manner) -> Iterator[Hook]:
    """Listen as long as the context is open."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        hook = Hook(server.getsockname()[1])
        worker = threading.Thread(target=_serve, args=(server, hook, manner), daemon=True)
        worker.start()
        yield hook
        with suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
    worker.join()


def _serve(server: socket.socket, hook: Hook, manner: Manner) -> None:
    while True:
        try:
            wire, _ = server.accept()
        except OSError:
            return
        with wire, suppress(OSError):
            hook.requests.append(_request(wire))
            manner(wire)


def _request(wire: socket.socket) -> bytes:
    read = b""
    while b"\r\n\r\n" not in read:
        read += _more(wire)
    head, _, body = read.partition(b"\r\n\r\n")
    [length] = [int(line[15:]) for line in head.splitlines() if line.startswith(b"Content-Length:")]
    while len(body) < length:
        body += _more(wire)
    return head + b"\r\n\r\n" + body


def _more(wire: socket.socket) -> bytes:
    read = wire.recv(65_536)
    if not read:
        raise ConnectionError
    return read
