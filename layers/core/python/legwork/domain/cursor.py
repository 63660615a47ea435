"""Cursors: where the rest of a list begins, as a text that callers hand back unread."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

from legwork.domain.errors import InvalidInput

_SEAL = 8
_LONGEST = 1_000
"""Bytes of a position; no sort key of DynamoDB is longer than 1,024."""


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
        raise refused() from error
    if len(raw) > _SEAL + _LONGEST or raw[:_SEAL] != _digest(account, scope, position):
        raise refused()
    return position


def bucket_and_rest(position: str) -> tuple[int, str]:
    """A position in a list that lies in buckets: the number of the bucket, and the place within.

    Raises:
        InvalidInput: it is none. Anybody can seal a cursor.
    """
    bucket, number_sign, rest = position.partition("#")
    if not number_sign or not re.fullmatch("[0-9]{1,3}", bucket):
        raise refused()
    return int(bucket), rest


def refused() -> InvalidInput:
    """What to say of a cursor that leads nowhere."""
    return InvalidInput.of("cursor", "not a cursor of this list: begin again without one")


def _digest(account: str, scope: str, position: str) -> bytes:
    return hashlib.sha256("\x1f".join((account, scope, position)).encode()).digest()[:_SEAL]
