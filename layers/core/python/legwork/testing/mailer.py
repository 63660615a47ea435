"""A mail service in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from legwork.domain.notice import Message


def _takes_all(_message: Message) -> str | None:
    return None


@dataclass(slots=True)
class MemoryMailer:
    """Remembers what has left."""

    outbox: list[Message] = field(default_factory=list)
    refuses: Callable[[Message], str | None] = _takes_all
    """What a mail is refused for, if it is."""

    def send(self, messages: Sequence[Message], *, account: str) -> list[str | None]:  # noqa: ARG002 -- the port's
        """Send mails."""
        answers = [self.refuses(message) for message in messages]
        pairs = zip(messages, answers, strict=True)
        self.outbox += [message for message, refused in pairs if refused is None]
        return answers
