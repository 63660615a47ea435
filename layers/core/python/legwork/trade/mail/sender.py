"""Senders: the mail addresses that an account may send from. Operators verify them, and write them.

Whether the mail service has verified an address cannot be asked within a task, so it is a record.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from legwork.domain.effect import Effect, Key, Put
from legwork.domain.errors import InvalidInput
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.param import Param
from legwork.domain.recipient import normal
from legwork.domain.record import Records

CODES = {
    "no_sender": "The sender's address is not verified any more.",
}
"""What its codes mean."""

LOST = Verdict(Outcome.ERROR, "no_sender", "The sender is not verified any more.")
"""On what was to be sent from an address that was verified at launch."""
_DEFAULT = Key("SENDER_DEFAULT", "SENDER")


Sender: TypeAlias = Annotated[
    str | None,
    Param("Verified address to send from; without it, the account's default.", max_length=254),
]
Notify: TypeAlias = Annotated[bool, Param("Whether the families are told.")]


def sender_key(email: str) -> Key:
    """A verified sender."""
    return Key(f"SENDER#{normal(email)}", "SENDER")


def verified(email: str, *, default: bool = False) -> list[Effect]:
    """Write down that an address is verified.

    Args:
        email: as mail shall show it.
        default: whether tasks that name no sender send from it.
    """
    item = {"email": email.strip()}
    keys = [sender_key(email), *([_DEFAULT] if default else [])]
    return [Put(key, item) for key in keys]


def key_of(sender: str | None) -> Key:
    """Where the address that is asked for, or the default, lies."""
    return sender_key(sender) if sender else _DEFAULT


def resolve(sender: str | None, records: Records) -> str | None:
    """The address to send from: the one that is asked for, or the default; if it is verified."""
    key = key_of(sender)
    item = records.get([key]).get(key)
    return None if item is None else str(item["email"])


def check(sender: str | None, records: Records) -> None:
    """Refuse to send from an address that is not verified.

    Raises:
        InvalidInput: names the field ``sender``.
    """
    if resolve(sender, records) is not None:
        return
    if sender:
        raise InvalidInput.of(
            "sender",
            f"'{sender[:80]}' is not a verified sender of the account: name one that is, "
            "or let an operator verify it",
        )
    raise InvalidInput.of(
        "sender",
        "the account has no default sender: name a verified one, or let an operator add it",
    )
