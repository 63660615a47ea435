"""What SES tells of a mail after it has left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


@dataclass(frozen=True, slots=True)
class Feedback:
    """Addresses of an account that nothing is to be sent to any more."""

    account: str
    emails: tuple[str, ...]
    reason: str
    at: datetime | None = None
    """When the mail service heard of it."""


_GREETING = "Successfully validated SNS topic"
"""What SES says first to a topic that it is to tell of mails."""


class _Address(BaseModel):
    emailAddress: str  # noqa: N815 -- SES's name


class _Bounce(BaseModel):
    bounceType: str  # noqa: N815 -- SES's name
    bouncedRecipients: list[_Address]  # noqa: N815 -- SES's name
    timestamp: AwareDatetime | None = None


class _Complaint(BaseModel):
    complainedRecipients: list[_Address]  # noqa: N815 -- SES's name
    timestamp: AwareDatetime | None = None


class _Mail(BaseModel):
    tags: dict[str, list[str]] = Field(default_factory=dict)


class _Event(BaseModel):
    """Source: SES event publishing, "Contents of event data"."""

    # An error that names the input would put an address into a log.
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    mail: _Mail
    bounce: _Bounce | None = None
    complaint: _Complaint | None = None


def read_feedback(message: str) -> Feedback | None:
    """The addresses to suppress; nothing for an event that leaves them usable, nor for a greeting.

    A bounce that may pass (a full mailbox) does not suppress an address; a permanent one does.

    Raises:
        pydantic.ValidationError: it is no event of SES.
    """
    if message.startswith(_GREETING):
        return None
    event = _Event.model_validate_json(message)
    account = next(iter(event.mail.tags.get("account", [])), None)
    if account is None:
        return None
    if event.bounce is not None and event.bounce.bounceType == "Permanent":
        emails = tuple(one.emailAddress for one in event.bounce.bouncedRecipients)
        return Feedback(account, emails, "bounce", event.bounce.timestamp)
    if event.complaint is not None:
        emails = tuple(one.emailAddress for one in event.complaint.complainedRecipients)
        return Feedback(account, emails, "complaint", event.complaint.timestamp)
    return None
