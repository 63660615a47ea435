"""Take feedback: nothing is sent any more to an address that bounced or complained."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from legwork.domain.recipient import suppress
from legwork.ports import Database, Event, Events
from legwork.store.records import effects_in_account


def take_feedback(account: str, emails: Iterable[str], reason: str, *, database: Database) -> None:
    """Suppress addresses of an account; twice is as good as once.

    Args:
        account: whose mail it was.
        emails: the addresses.
        reason: ``bounce`` or ``complaint``.
        database: the tables.
    """
    for effect in effects_in_account(account, [suppress(email, reason) for email in emails]):
        database.records.write(effect)


def tell_of_bounces(
    account: str,
    emails: Iterable[str],
    reason: str,
    *,
    source: str,
    events: Events,
    at: datetime,
) -> None:
    """Publish that mails came back, once for each address; told twice, it has the same id.

    Args:
        account: whose mail it was.
        emails: the addresses.
        reason: ``bounce`` or ``complaint``.
        source: what the mail service said, word for word.
        events: the port.
        at: when it was.
    """
    for email in emails:
        digest = hashlib.sha256(f"{source}\n{email}".encode()).hexdigest()[:32]
        detail = {
            "account": account,
            "id": digest,
            "email": email,
            "reason": reason,
            "at": at.isoformat(),
        }
        events.publish(Event("Mail Bounced", detail, at))
