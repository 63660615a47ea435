"""Previews of mailings as callers see them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from legwork.trade.mail.usecases.preview_blast import Preview


class PreviewRequest(BaseModel):
    """The mailing, as it would be launched."""

    model_config = ConfigDict(extra="forbid")

    params: dict[str, Any]
    limit: int = Field(default=3, ge=0, le=10, description="Mails to show.")


class MailView(BaseModel):
    """A mail as its recipient would get it; the link to unsubscribe is a stand-in."""

    to: str
    sender: str
    subject: str
    text: str
    html: str


class ReasonView(BaseModel):
    """How many would get no mail for one reason."""

    code: str
    example: str
    """What is said of the first of them."""
    count: int


class PreviewView(BaseModel):
    """What a mailing would do."""

    mails: list[MailView]
    would_get: int
    would_not: list[ReasonView]
    looked_at: int
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
