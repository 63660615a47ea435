"""Receivers of webhooks, and the queue of those who call them, in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from legwork.domain.webhook_call import Answer
from legwork.ports import CallMessage, Clock


@dataclass(frozen=True, slots=True)
class Heard:
    """A call that has reached its receiver."""

    url: str
    headers: Mapping[str, str]
    body: str


@dataclass(slots=True)
class MemoryReceivers:
    """Remember what they were called with, and answer what they are told to."""

    answers: list[Answer] = field(default_factory=list)
    """For the next calls; after those, all are good."""
    heard: list[Heard] = field(default_factory=list)

    def call(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Post to an address, once."""
        self.heard.append(Heard(url, dict(headers), body.decode()))
        return self.answers.pop(0) if self.answers else Answer(200)


@dataclass(slots=True)
class MemoryCallQueue:
    """Everything that was sent and not yet taken."""

    clock: Clock
    waiting: list[tuple[CallMessage, timedelta]] = field(default_factory=list)

    def send(self, message: CallMessage, *, delay: timedelta = timedelta(0)) -> None:
        """Queue a call."""
        self.waiting.append((message, delay))
