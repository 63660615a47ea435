"""Cursors: where the rest of a list begins, as a text that callers hand back unread."""

from __future__ import annotations

import base64
import binascii
import hashlib

from legwork.domain.errors import InvalidInput

_SEAL = 8


def seal(account: str, scope: str, position: str) -> str:
    """A cursor that is good for this account and this list only."""
    raw = _digest(account, scope, position) + position.encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def unseal(account: str, scope: str, cursor: str) -> str:
    """The position within a cursor.

    The seal keeps mistakes out; it is no secret, since a position alone gives access to nothing.

    Raises:
        InvalidInput: it is no cursor of this account and list.
    """
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        position = raw[_SEAL:].decode()
    except (binascii.Error, ValueError) as error:
        raise _refused() from error
    if raw[:_SEAL] != _digest(account, scope, position):
        raise _refused()
    return position


def _refused() -> InvalidInput:
    return InvalidInput.of("cursor", "not a cursor of this list: begin again without one")


def _digest(account: str, scope: str, position: str) -> bytes:
    return hashlib.sha256("\x1f".join((account, scope, position)).encode()).digest()[:_SEAL]
