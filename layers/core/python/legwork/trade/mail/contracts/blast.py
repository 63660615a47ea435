"""Previews of mailings as callers see them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from legwork.contracts.codes import OUTCOME_CODE
from legwork.contracts.model import Model, Request
from legwork.contracts.of_kind import ParamsOf
from legwork.trade.mail.usecases.preview_blast import Preview


class PreviewRequest(Request):
    """The mailing, as it would be launched."""

    params: Annotated[dict[str, Any], ParamsOf("email_blast")]
    """Parameters of the mailing."""
    limit: int = Field(default=3, ge=0, le=10, description="Mails to show.")


class MailView(Model):
    """A mail as its recipient would get it; the link to unsubscribe is a stand-in."""

    to: str
    """Address of the recipient."""
    sender: str
    """Address of the sender."""
    subject: str
    """Its subject."""
    text: str
    """Its plain text."""
    html: str
    """The same as HTML."""


class ReasonView(Model):
    """How many would get no mail for one reason."""

    code: Annotated[str, OUTCOME_CODE]
    """The reason, for programs."""
    example: str
    """What is said of the first of them."""
    count: int
    """How many."""


class PreviewView(Model):
    """What a mailing would do."""

    mails: list[MailView]
    """The first mails."""
    would_get: int
    """How many would get one."""
    would_not: list[ReasonView]
    """How many would get none, and why."""
    looked_at: int
    """How many were looked at."""
    complete: bool
    """Whether everybody was looked at; otherwise the numbers are lower bounds."""

    @classmethod
    def of(cls, preview: Preview) -> PreviewView:
        """Show a preview."""
        return cls(
            mails=[
                MailView(
                    to=mail.to,
                    sender=mail.sender,
                    subject=mail.subject,
                    text=mail.text,
                    html=mail.html,
                )
                for mail in preview.mails
            ],
            would_get=preview.would_get,
            would_not=[
                ReasonView(code=reason.code, example=reason.example, count=reason.count)
                for reason in preview.would_not.values()
            ],
            looked_at=preview.looked_at,
            complete=preview.complete,
        )
