"""Unsubscribe: a signed link takes the consent to mailings back, without a login (RFC 8058)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Sequence

from legwork.domain.errors import NotFound
from legwork.domain.recipient import unsubscribe as taking_back
from legwork.ports import Clock, Database, SigningKeys
from legwork.store.records import effects_in_account

_PURPOSE = b"legwork unsubscribe 1\n"
"""Goes into the signature: one made with the same secret for something else is not good here."""


def sign(secret: str, account: str, email: str) -> str:
    """The token that lets whoever holds it unsubscribe one address of one account."""
    payload = _encoded(json.dumps([account, email]).encode())
    return f"{payload}.{_signature(secret, payload)}"


def read(keys: SigningKeys, token: str) -> tuple[str, str]:
    """Account and address of a token.

    Raises:
        NotFound: none of our keys has signed it.
    """
    payload, _, signature = token.partition(".")
    if not (
        _signed(keys.current(), payload, signature) or _signed(keys.fresh(), payload, signature)
    ):
        raise NotFound("There is no such link.")
    try:
        account, email = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (binascii.Error, ValueError) as error:
        raise NotFound("There is no such link.") from error
    return str(account), str(email)


def _signed(keys: Sequence[str], payload: str, signature: str) -> bool:
    made = [_signature(key, payload).encode() for key in keys]
    return any(hmac.compare_digest(signature.encode(), one) for one in made)


def unsubscribe_link(keys: SigningKeys, api_url: str, account: str, email: str) -> str:
    """The link that stands in a mail.

    Args:
        keys: the newest of them signs it.
        api_url: where the API is.
        account: whose mail it is.
        email: whom it goes to.
    """
    return f"{api_url.rstrip('/')}/v1/unsubscribe/{sign(keys.current()[0], account, email)}"


def unsubscribe(account: str, email: str, *, database: Database, clock: Clock) -> None:
    """Take the consent of an address back; what has not left yet will not. Twice is as good.

    Args:
        account: of the token.
        email: of the token.
        database: the tables.
        clock: says when.
    """
    for effect in effects_in_account(account, [taking_back(email, clock.now())]):
        database.records.write(effect)


def _signature(secret: str, payload: str) -> str:
    digest = hmac.new(secret.encode(), _PURPOSE + payload.encode(), hashlib.sha256).digest()
    return _encoded(digest)


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
