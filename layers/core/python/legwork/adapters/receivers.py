"""Servers of customers, called over HTTPS: public addresses alone, and never for long.

A name that was harmless when a webhook was registered can lead anywhere now. So it is resolved
here, its addresses are judged, and the connection is made to the very address that was found good;
the name only goes into the certificate's check and the Host header.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Final, TypeAlias
from urllib.parse import SplitResult, urlsplit

from legwork.domain.public_address import is_loopback, is_public
from legwork.domain.webhook_call import Answer

CONNECT_SECONDS: Final = 5.0
WHOLE_SECONDS: Final = 10.0
"""From the connection to the last header of the answer."""
Resolve: TypeAlias = Callable[[str, int], list[str]]
"""The addresses that a name and a port lead to."""
Connect: TypeAlias = Callable[[tuple[str, int], float], socket.socket]


class _Refused(Exception):
    """The address is not to be called."""


def resolve(host: str, port: int) -> list[str]:
    """Ask the resolver of this machine."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


class HttpsReceivers:
    """Calls one address after the other.

    Args:
        loopback: whether this very machine may be called, with or without TLS: on an embedded
            stack, where the receivers run beside it.
        whole_seconds: how long a call may take, once it is connected.
        lookup: finds the addresses of a name.
        connect: opens a connection to an address.
        trust: decides which certificates are good.
    """

    def __init__(
        self,
        *,
        loopback: bool = False,
        whole_seconds: float = WHOLE_SECONDS,
        lookup: Resolve = resolve,
        connect: Connect = socket.create_connection,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._loopback = loopback
        self._whole_seconds = whole_seconds
        self._lookup = lookup
        self._connect = connect
        self._trust = trust or ssl.create_default_context()

    def call(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Post to an address, once. Whatever goes wrong is an answer, too.

        Redirects are not followed, and nothing of an answer's body is read.
        """
        parts = urlsplit(url)
        try:
            return Answer(self._post(parts, headers, body))
        except _Refused as refused:
            return Answer(problem=str(refused))
        except ssl.SSLError as error:
            return Answer(problem=f"No good certificate: {error.reason or 'TLS failed'}.")
        except TimeoutError:
            return Answer(problem="No answer within the time that is given.")
        except socket.gaierror:
            return Answer(problem="Its name cannot be resolved.")
        except (OSError, HTTPException, ValueError) as error:
            return Answer(problem=f"No answer: {type(error).__name__}.")

    def _post(self, parts: SplitResult, headers: Mapping[str, str], body: bytes) -> int:
        host = parts.hostname or ""
        secure = parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        address = self._good_address(host, port, secure=secure)
        plain = self._connect((address, port), CONNECT_SECONDS)
        # TLS takes the socket itself over; its double leads to the same connection.
        with plain, plain.dup() as double, _cut_off(double, self._whole_seconds) as was_cut_off:
            try:
                wire = self._trust.wrap_socket(plain, server_hostname=host) if secure else plain
                with wire:
                    return _exchange(wire, parts, headers, body)
            except (OSError, HTTPException) as error:
                if was_cut_off():
                    raise TimeoutError from error
                raise

    def _good_address(self, host: str, port: int, *, secure: bool) -> str:
        """The first address of a host that may be called."""
        for address in self._lookup(host, port):
            if self._loopback and is_loopback(address):
                return address
            if secure and is_public(address):
                return address
        raise _Refused("Its name leads to no address of the public internet.")


@contextmanager
def _cut_off(wire: socket.socket, seconds: float) -> Iterator[Callable[[], bool]]:
    """End a conversation after a while, however slowly the other side goes on with it."""
    over = threading.Event()

    def cut() -> None:
        over.set()
        # The connection may have ended by itself at this very moment.
        try:
            wire.shutdown(socket.SHUT_RDWR)
        except OSError:
            return

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield over.is_set
    finally:
        timer.cancel()


def _exchange(
    wire: socket.socket, parts: SplitResult, headers: Mapping[str, str], body: bytes
) -> int:
    """Send the request, read the head of the answer; the rest is left unread."""
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = HTTPConnection(parts.netloc)
    connection.sock = wire
    connection.putrequest("POST", path, skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.putheader("Content-Length", str(len(body)))
    connection.putheader("Connection", "close")
    connection.endheaders(body)
    answer = HTTPResponse(wire, method="POST")
    answer.begin()
    return answer.status
