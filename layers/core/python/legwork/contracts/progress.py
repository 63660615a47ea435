"""The progress of a task as callers see it."""

from __future__ import annotations

from legwork.contracts.model import Model
from legwork.domain.progress import Progress


class NoticesView(Model):
    """Mails, and orders to the payment service, that a task has staged: what became of them."""

    staged: int = 0
    """All of them."""
    sent: int = 0
    """Taken by the mail service, or carried out by the payment service."""
    discarded: int = 0
    """Not sent any more: the task was cancelled, or its recipient unsubscribed."""
    in_doubt: int = 0
    """May have been sent, or not."""
    refused: int = 0
    """Refused: by the mail service, or by a bank."""


class ProgressView(Model):
    """Targets by outcome: the numbers always add up to the total."""

    total: int
    """All targets."""
    succeeded: int
    """Done as asked."""
    warnings: int
    """Done, but somebody should look at them."""
    errors: int
    """Not done; a retry may do them."""
    skipped: int
    """There was nothing to do."""
    remaining: int
    """Not looked at yet."""
    not_attempted: int
    """Not looked at before the task was cancelled or failed."""
    notices: NoticesView = NoticesView()
    """Messages of the targets that were done."""

    @classmethod
    def of(cls, progress: Progress) -> ProgressView:
        """Show a progress."""
        counts, notices = progress.counts, progress.notices
        return cls(
            total=progress.total,
            succeeded=counts.succeeded,
            warnings=counts.warnings,
            errors=counts.errors,
            skipped=counts.skipped,
            remaining=progress.remaining,
            not_attempted=progress.not_attempted,
            notices=NoticesView(
                staged=notices.staged,
                sent=notices.sent,
                discarded=notices.discarded,
                in_doubt=notices.in_doubt,
                refused=notices.refused,
            ),
        )
