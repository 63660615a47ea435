"""One event for one webhook: the tries to call it, and when to try again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from legwork.domain.webhook import WebhookEvent

KEPT = timedelta(days=7)
"""How long a call stands in the log."""
KEPT_AGAIN = timedelta(days=2)
"""How long at least once it was sent again by hand: longer than it can be tried."""
BACKOFF = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 8 * 3600, 8 * 3600)
)
"""Between two tries; together a little less than 24 hours."""
TRIES = len(BACKOFF) + 1
LEASE = timedelta(seconds=60)
"""A call that was begun may be at it for this long; after that, whoever began it has died."""
TRIES_SHOWN = 2 * TRIES
"""Tries kept in the log: of a call that was sent again and again, the last ones."""


class CallState(StrEnum):
    """What became of a call."""

    PENDING = "pending"
    """To be tried, for the first time or again."""
    DELIVERED = "delivered"
    """Answered with a status of 200 to 299."""
    FAILED = "failed"
    """Tried for a day in vain."""
    DROPPED = "dropped"
    """The webhook was removed or disabled meanwhile."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one try."""

    status: int | None = None
    """The status of the answer, if there was one."""
    problem: str | None = None
    """Why there was none, in one sentence."""

    @property
    def good(self) -> bool:
        """Whether the receiver has it."""
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Try:
    """One try, in the log."""

    at: datetime
    status: int | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Something that happened in an account."""

    account: str
    id: str
    """The same each time that it is told of."""
    event: WebhookEvent
    at: datetime
    body: str
    """What receivers are told, as JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookCall:
    """One event for one webhook."""

    account: str
    webhook: str
    id: str
    """Begins with the time of the event, so that a log is in order."""
    event_id: str
    event: WebhookEvent
    body: str
    created_at: datetime
    state: CallState = CallState.PENDING
    tries: tuple[Try, ...] = ()
    tried: int = 0
    """How often it was tried since it was last sent: what the next wait depends on."""
    next_at: datetime | None = None
    """When it is tried next, or whoever tries it now is given up."""
    trying_until: datetime | None = None
    """While somebody tries it: when they are given up."""
    changes: int = 0
    """Number of its last change: of two that change it at one time, one does."""
    expires_at: datetime

    def is_tried_at(self, now: datetime) -> bool:
        """Whether somebody tries it at that moment, as far as is known."""
        return self.trying_until is not None and now < self.trying_until

    @property
    def wait(self) -> timedelta | None:
        """How long to wait after a try that failed; nothing after the last one."""
        return BACKOFF[self.tried] if self.tried < len(BACKOFF) else None


def call_id(happening: Happening) -> str:
    """The id of the call that tells one webhook of it: the same each time, and in order of time."""
    return f"{happening.at:%Y%m%dT%H%M%S.%fZ}-{happening.id}"
