"""Logins of programs: what an owner gives one, and what is kept of it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from legwork.domain.permission import Permission

CREDENTIALS_MAX = 50
"""Most of an account: they are listed in one answer."""
NAME_LENGTH = 100
"""Longest name, in characters."""
SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is known when a credential was last used: each call would be a write."""
_PREFIX = "lwk_"
"""Tells who finds a key, and programs that look for such, what they have found."""
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """The login of one program, made by an owner, with chosen permissions."""

    account: str
    id: str
    name: str
    """What people call it; tasks that it launches bear the name."""
    permissions: tuple[Permission, ...] = ()
    """In alphabetical order."""
    digest: str = field(repr=False)
    """Of the key, which is kept nowhere."""
    made_by: str
    """Name of the owner who made it."""
    created_at: datetime
    last_used_at: datetime | None = None

    def opens_with(self, key: str) -> bool:
        """Whether a key is this one's. Takes as long whatever is wrong with it."""
        return hmac.compare_digest(self.digest, digest_of(key))

    def is_seen_late(self, now: datetime) -> bool:
        """Whether it was last seen so long ago that another use is worth writing down."""
        return self.last_used_at is None or now - self.last_used_at >= SEEN_EVERY


def new_key(account: str, credential: str) -> str:
    """A key for a credential: says which one it is of, and proves it by 256 random bits."""
    place = urlsafe_b64encode(account.encode()).decode().rstrip("=")
    return f"{_PREFIX}{place}.{credential}.{secrets.token_urlsafe(_SECRET_BYTES)}"


def digest_of(key: str) -> str:
    """What is kept of a key. It is nothing that anybody could guess, so that no salt is needed."""
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()


def named_by(key: str) -> tuple[str, str] | None:
    """The account and the id of the credential that a key says it is of, if it is a key at all."""
    place, _, rest = key.removeprefix(_PREFIX).partition(".")
    credential, _, secret = rest.partition(".")
    if not key.startswith(_PREFIX) or not key.isascii() or not (credential and secret):
        return None
    try:
        account = urlsafe_b64decode(place + "=" * (-len(place) % 4)).decode()
    except ValueError:
        return None
    return (account, credential) if is_account(account) else None


def is_account(name: str) -> bool:
    """Whether an account may be called so: nothing in its name leads out of its keys."""
    return name.replace("-", "").replace("_", "").isalnum()
