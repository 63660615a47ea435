"""Recipients of mail: who opted in, who unsubscribed, whose address does not work.

Nobody has agreed to mailings unless somebody says so, with its source and its date. Of two
statements the later one counts: an old list never takes back that somebody has unsubscribed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from legwork.domain.day import is_day
from legwork.domain.effect import Item, Key, Update, as_read
from legwork.domain.errors import FieldError, InvalidInput
from legwork.domain.readable import readable
from legwork.domain.record import Records

_SUPPRESSED = {
    "bounce": "mail to it bounced",
    "complaint": "its owner complained about our mail",
}
_ADDRESS = re.compile(r"[^@\s\"(),:;<>\[\\\]]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}")


UNSUBSCRIBED = "unsubscribe link"
"""The source of a withdrawal that came by the link in a mail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What somebody says of an address: that it agreed to mailings, or that it did not."""

    agreed: bool
    source: str = ""
    """Where that comes from, such as a form."""
    at: str = ""
    """Its day or moment, as ``at_of`` writes it."""

    def counts(self, known: Recipient, *, by_hand: bool) -> bool:
        """Whether it is later than what is known of the recipient.

        Args:
            known: the recipient.
            by_hand: whether a person looks at this very recipient: then it also counts against a
                withdrawal of the last release, of which nobody knows the date.
        """
        said = (known.consent, known.consent_source or "", known.consent_at or "")
        if said == (self.agreed, self.source, self.at):
            return False
        if not self.agreed and not self.at:
            return True
        if known.consent_at is None:
            return by_hand or not (self.agreed and known.withdrawn)
        same = self.at == known.consent_at and (by_hand or not self.agreed)
        return self.at > known.consent_at or same


@dataclass(frozen=True, slots=True)
class Recipient:
    """A mail address of an account, as people and the mail service have left it."""

    email: str
    opted_in: bool = False
    """Wants mail that is not about business of their own, such as an e-mail blast."""
    suppressed: str | None = None
    """Why nothing may be sent at all: ``bounce`` or ``complaint``."""
    withdrawn: bool = False
    """Said no, or took the consent back."""
    consent_source: str | None = None
    """Where the consent, or the refusal, comes from; the last release did not ask."""
    consent_at: str | None = None
    """Its day or moment."""

    @property
    def consent(self) -> bool | None:
        """Whether it agreed to mailings; nothing when nobody has asked."""
        return True if self.opted_in else False if self.withdrawn else None

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
    agreed = item.get("opted_in")
    return Recipient(
        item["email"],
        False if agreed is None else agreed,
        item.get("suppressed"),
        withdrawn=agreed is False,
        consent_source=item.get("consent_source"),
        consent_at=item.get("consent_at"),
    )


def find(emails: Iterable[str], records: Records) -> dict[str, Recipient]:
    """The recipients that are known, by the address as it was asked for."""
    keys = {email: recipient_key(email) for email in emails}
    found = records.get(set(keys.values()))
    return {email: from_item(found[key]) for email, key in keys.items() if key in found}


def unsubscribe(email: str, at: datetime) -> Update:
    """Take the consent back, whatever was there before."""
    said = Consent(agreed=False, source=UNSUBSCRIBED, at=moment(at))
    return Update(recipient_key(email), set=_said(email, said))


def suppress(email: str, reason: str) -> Update:
    """Send nothing to this address any more."""
    return Update(recipient_key(email), set={"email": normal(email), "suppressed": reason})


# --- Consent ---------------------------------------------------------------------------------


def check_consent(consent: Consent, now: datetime) -> None:
    """Refuse a consent that nobody could prove.

    Raises:
        InvalidInput: names the fields ``consent_source`` and ``consent_at``.
    """
    wrong = []
    if consent.agreed and not consent.source:
        wrong.append(FieldError("consent_source", "a consent needs its source, such as a form"))
    if consent.agreed and not consent.at:
        wrong.append(FieldError("consent_at", "a consent needs its day, like 2026-05-31"))
    if consent.at > moment(now):
        wrong.append(FieldError("consent_at", "lies in the future"))
    if wrong:
        raise InvalidInput("; ".join(f"{one.field}: {one.message}" for one in wrong), wrong)


def consented(email: str, known: Item | None, consent: Consent) -> Update:
    """Write a consent down, on condition that nothing else was said meanwhile.

    Args:
        email: whose.
        known: the recipient's record as it was read, if there is one.
        consent: checked, and one that counts.
    """
    read = as_read(known or {}, "opted_in", "consent_source", "consent_at")
    return Update(recipient_key(email), set=_said(email, consent), expect=read)


def _said(email: str, consent: Consent) -> Item:
    return {
        "email": normal(email),
        "opted_in": consent.agreed,
        "consent_source": consent.source,
        "consent_at": consent.at,
    }


def moment(at: datetime) -> str:
    """A moment as consents have it; it sorts behind its day, and before the next one."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def at_of(text: str) -> str | None:
    """A day, or a moment with its zone, as consents have it; nothing when it is neither."""
    if is_day(text):
        return text
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if read.tzinfo is None else moment(read)
