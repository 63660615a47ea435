"""Webhooks: addresses that are called when something happens, and how such a call is signed.

Source: the Standard Webhooks specification, https://www.standardwebhooks.com.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from legwork.domain.errors import InvalidInput
from legwork.domain.public_address import is_loopback, is_public

WEBHOOKS_MAX = 20
"""Most of an account: each event is written down once for each of them."""
URL_LENGTH = 2_000
OVERLAP = timedelta(hours=24)
"""An old secret signs for this long beside the new one."""
DISABLED_AFTER = timedelta(days=5)
"""A webhook whose calls have all failed for this long is called no more."""
_PREFIX = "whsec_"
_SECRET_BYTES = 32


class WebhookEvent(StrEnum):
    """What a webhook can be told of."""

    TASK_STARTED = "task.started"
    """A task begins: its targets are being found."""
    TASK_ENDED = "task.ended"
    """A task is complete, failed or cancelled."""
    TASK_PAUSED = "task.paused"
    """Somebody paused a task, or it has paused itself."""
    MAIL_BOUNCED = "mail.bounced"
    """A mail came back for good, or somebody complained: the address gets no more."""


@dataclass(frozen=True, slots=True)
class Secret:
    """Signs calls."""

    text: str = field(repr=False)
    ends_at: datetime | None = None
    """When an old one signs no more."""

    @classmethod
    def new(cls) -> Secret:
        """One that nobody has seen."""
        return cls(_PREFIX + b64encode(secrets.token_bytes(_SECRET_BYTES)).decode())


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """An address that an owner wants to be called."""

    account: str
    id: str
    url: str
    events: tuple[WebhookEvent, ...]
    enabled: bool = True
    secrets: tuple[Secret, ...] = field(repr=False)
    """The newest first."""
    made_by: str
    """Name of the owner who registered it."""
    created_at: datetime
    failing_since: datetime | None = None
    """When the first call failed since which none has succeeded."""
    disabled_because: str | None = None
    """Why Legwork calls it no more; an owner enables it again."""
    version: int = 1
    """Number of its last change by an owner."""

    def evolve(self, **changes: Any) -> Webhook:
        """A copy with some fields changed."""
        return replace(self, **changes)

    def wants(self, event: WebhookEvent) -> bool:
        """Whether it is to be told."""
        return self.enabled and event in self.events

    def signing(self, now: datetime) -> tuple[Secret, ...]:
        """The secrets that sign at a moment: for a while after a change, two."""
        return tuple(one for one in self.secrets if one.ends_at is None or now < one.ends_at)

    def with_new_secret(self, now: datetime) -> Webhook:
        """With another secret; the one before signs beside it for a while, older ones no more."""
        before = replace(self.secrets[0], ends_at=now + OVERLAP)
        return self.evolve(secrets=(Secret.new(), before))

    def has_failed_for_days(self, now: datetime) -> bool:
        """Whether nobody has answered for so long that nobody will."""
        return self.failing_since is not None and now - self.failing_since >= DISABLED_AFTER


def check_url(url: str, *, loopback: bool) -> None:
    """Refuse an address that is not to be called. Where its name leads is seen at each call.

    Args:
        url: as an owner gave it.
        loopback: whether this very machine may be called, without TLS: on an embedded stack.

    Raises:
        InvalidInput: says what is wrong with it.
    """
    if len(url) > URL_LENGTH or not url.isascii() or not url.isprintable() or " " in url:
        raise InvalidInput.of("url", f"at most {URL_LENGTH} printable ASCII characters")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise InvalidInput.of("url", "not an address") from error
    if not host or port == 0:
        raise InvalidInput.of("url", "not an address: begin with https:// and a host")
    if parts.username is not None or parts.fragment:
        raise InvalidInput.of("url", "leave out the user, the password and the fragment")
    if loopback and is_loopback(host) and parts.scheme in {"http", "https"}:
        return
    if parts.scheme != "https":
        raise InvalidInput.of("url", "begin with https://")
    numeric = ":" in host or host.replace(".", "").isdigit()
    if numeric and not is_public(host):
        raise InvalidInput.of("url", "not an address of the public internet")


def signed_headers(
    event_id: str, body: str, signing: Sequence[Secret], now: datetime
) -> dict[str, str]:
    """What proves a call to its receiver: id, time, and a signature by each secret."""
    at = str(int(now.timestamp()))
    content = f"{event_id}.{at}.{body}".encode()
    marks = (f"v1,{_mark(one, content)}" for one in signing)
    return {
        "webhook-id": event_id,
        "webhook-timestamp": at,
        "webhook-signature": " ".join(marks),
    }


def _mark(secret: Secret, content: bytes) -> str:
    key = b64decode(secret.text.removeprefix(_PREFIX))
    return b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
