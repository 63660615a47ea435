"""Take feedback: nothing is sent any more to an address that bounced or complained."""

from __future__ import annotations

from collections.abc import Iterable

from legwork.domain.recipient import suppress
from legwork.ports import Database
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
