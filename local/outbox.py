"""What the stack has sent, from the emulator's own record: the mailboxes of the world outside."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from local.emulator import Emulator
from local.errors import StackError

MESSAGES = "/_ministack/ses/messages"


@dataclass(frozen=True, kw_only=True)
class SentMail:
    """A mail to one recipient that SES has taken.

    Attributes:
        to: Its recipient.
        sender: Where it comes from.
        subject: Its subject.
        text: Its words as text.
        html: Its words as HTML.
        at: When SES took it, in UTC.
    """

    to: str
    sender: str
    subject: str
    text: str
    html: str
    at: datetime


def sent(emulator: Emulator) -> list[SentMail]:
    """Every mail that SES has taken since the stack was started fresh, oldest first.

    Raises:
        StackError: The emulator does not tell.
    """
    response = httpx.get(f"{emulator.endpoint_url}{MESSAGES}", timeout=60, trust_env=False)
    if response.is_error:
        raise StackError(f"The emulator does not tell what it sent: {response.status_code}.")
    # By AWS account: that the stack has but one is no reason to rely on it.
    accounts: dict[str, list[dict[str, Any]]] = response.json()["messages"]
    found = (_mail(to, one) for those in accounts.values() for one in those for to in one["To"])
    return sorted(found, key=lambda mail: mail.at)


def _mail(to: str, message: dict[str, Any]) -> SentMail:
    return SentMail(
        to=to,
        sender=message["Source"],
        subject=message["Subject"],
        text=message["BodyText"] or "",
        html=message["BodyHtml"] or "",
        at=datetime.fromtimestamp(message["Timestamp"], UTC),
    )
