"""Signed words in a link: whoever holds it may do what they say, and nobody can change them."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Sequence

from legwork.domain.errors import NotFound
from legwork.ports import SigningKeys


def sign(secret: str, purpose: bytes, words: Sequence[str]) -> str:
    """A token that holds the words.

    Args:
        secret: signs it.
        purpose: goes into the signature: one that was made for something else is not good here.
        words: readable to whoever holds it.
    """
    payload = _encoded(json.dumps(list(words)).encode())
    return f"{payload}.{_signature(secret, purpose, payload)}"


def read(keys: SigningKeys, purpose: bytes, token: str) -> list[str]:
    """The words of a token.

    Raises:
        NotFound: none of our keys has signed it for this.
    """
    payload, _, signature = token.partition(".")
    for known in (keys.current, keys.fresh):
        if _signed(known(), purpose, payload, signature):
            break
    else:
        raise NotFound("There is no such link.")
    try:
        words = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (binascii.Error, ValueError) as error:
        raise NotFound("There is no such link.") from error
    return [str(word) for word in words]


def _signed(keys: Sequence[str], purpose: bytes, payload: str, signature: str) -> bool:
    made = [_signature(key, purpose, payload).encode() for key in keys]
    return any(hmac.compare_digest(signature.encode(), one) for one in made)


def _signature(secret: str, purpose: bytes, payload: str) -> str:
    return _encoded(hmac.new(secret.encode(), purpose + payload.encode(), hashlib.sha256).digest())


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
