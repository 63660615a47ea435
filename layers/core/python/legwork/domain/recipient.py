"""Recipients of mail: who opted in, who unsubscribed, whose address does not work."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from legwork.domain.effect import Item, Key, Update
from legwork.domain.readable import readable
from legwork.domain.record import Records

_SUPPRESSED = {
    "bounce": "mail to it bounced",
    "complaint": "its owner complained about our mail",
}
_ADDRESS = re.compile(r"[^@\s\"(),:;<>\[\\\]]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}")


@dataclass(frozen=True, slots=True)
class Recipient:
    """A mail address of an account, as people and the mail service have left it."""

    email: str
    opted_in: bool = False
    """Wants mail that is not about business of their own, such as an e-mail blast."""
    suppressed: str | None = None
    """Why nothing may be sent at all: ``bounce`` or ``complaint``."""

    @property
    def why_not(self) -> str:
        """Why nothing may be sent, as a clause; empty if something may."""
        if self.suppressed is None:
            return ""
        why = _SUPPRESSED.get(self.suppressed, self.suppressed)
        return f"nothing may be sent to {self.email}: {why}"

    def takes(self, *, blast: bool) -> bool:
        """Whether a mail may be sent: a blast needs the recipient's consent, too."""
        return self.suppressed is None and (self.opted_in or not blast)


def normal(email: str) -> str:
    """The address as it is compared: two spellings of one address are one recipient."""
    return email.strip().lower()


def is_address(email: str) -> bool:
    """Whether this can be a mail address at all. Source: RFC 5321, without its quoted forms."""
    return len(email) <= 254 and email.isascii() and _ADDRESS.fullmatch(email) is not None


def recipient_key(email: str) -> Key:
    """A recipient."""
    return Key(f"RECIPIENT#{normal(email)}", "RECIPIENT")


@readable("recipient")
def from_item(item: Item) -> Recipient:
    """The recipient that a record holds."""
    return Recipient(item["email"], item.get("opted_in", False), item.get("suppressed"))


def find(emails: Iterable[str], records: Records) -> dict[str, Recipient]:
    """The recipients that are known, by the address as it was asked for."""
    keys = {email: recipient_key(email) for email in emails}
    found = records.get(set(keys.values()))
    return {email: from_item(found[key]) for email, key in keys.items() if key in found}


def unsubscribe(email: str) -> Update:
    """Take the consent back, whatever was there before."""
    return Update(recipient_key(email), set={"email": normal(email), "opted_in": False})


def suppress(email: str, reason: str) -> Update:
    """Send nothing to this address any more."""
    return Update(recipient_key(email), set={"email": normal(email), "suppressed": reason})
