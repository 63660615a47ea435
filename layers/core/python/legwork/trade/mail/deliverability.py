"""Deliverability: whether a mail can and may go to an address, and why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from legwork.domain.outcome import TargetWarning
from legwork.domain.recipient import Recipient, is_address
from legwork.domain.record import Records
from legwork.trade.families import family as families

CODES = {
    "no_address": "The family has no mail address.",
    "not_opted_in": "The recipient has not agreed to mailings, or has unsubscribed.",
    "bad_address": "The address cannot be one.",
    "suppressed": (
        "Nothing may be sent to the address: mail to it bounced, or its owner complained."
    ),
    "not_told": "Done, but the family gets no message: the sentence says why.",
}
"""What its codes mean."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why nothing can be sent: a code for programs, a clause for people."""

    code: str
    clause: str


NO_ADDRESS = Obstacle("no_address", "the family has no mail address")
NO_CONSENT = Obstacle("not_opted_in", "has not agreed to mailings, or has unsubscribed")


def obstacle(email: str, recipient: Recipient | None, *, blast: bool) -> Obstacle | None:
    """What stands in the way of a mail, if anything.

    Args:
        email: the address.
        recipient: what is known of it.
        blast: whether it needs consent, since it is not about business of the recipient's own.
    """
    if not email:
        return NO_ADDRESS
    if not is_address(email):
        return Obstacle("bad_address", f"'{email[:80]}' cannot be a mail address")
    found = recipient or Recipient(email)
    if found.suppressed is not None:
        return Obstacle("suppressed", found.why_not)
    return None if found.takes(blast=blast) else NO_CONSENT


@dataclass(frozen=True, slots=True)
class Contact:
    """Where a family can be told about its own business, or why it cannot."""

    email: str
    obstacle: Obstacle | None = None

    @property
    def can_be_told(self) -> bool:
        """Whether nothing stands in the way."""
        return self.obstacle is None

    @property
    def warnings(self) -> list[TargetWarning]:
        """The warning on a family that was to be told and cannot be."""
        if self.obstacle is None:
            return []
        return [TargetWarning("not_told", f"No message: {self.obstacle.clause}.")]


def contacts_of(asked: Iterable[str], records: Records) -> Mapping[str, Contact]:
    """How to reach each of some families.

    Whether anything may be sent to the address is asked when the mail is about to leave, and not
    before: then it is told as a warning.
    """
    ids = set(asked)
    known = families.find(ids, records)
    emails = {name: known[name].email if name in known else "" for name in ids}
    return {
        name: Contact(email, obstacle(email, None, blast=False)) for name, email in emails.items()
    }
