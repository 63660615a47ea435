"""SQS: queues that keep what was sent until the fleet takes it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bench.aws.answer import Answer
from legwork.ports import Clock

_REQUEST_BYTES = 64 * 1024
"""A request is billed once for each 64 KB."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message in a queue."""

    due: datetime
    queue: str
    body: str


@dataclass(slots=True)
class Sqs:
    """All queues; each is named by the end of its URL."""

    clock: Clock
    waiting: list[Waiting] = field(default_factory=list)

    def answer(self, operation: str, body: dict[str, Any]) -> Answer:
        """Carry a request out."""
        queue = body["QueueUrl"].rsplit("/", 1)[-1]
        entries = body["Entries"] if operation == "SendMessageBatch" else [body]
        for entry in entries:
            due = self.clock.now() + timedelta(seconds=entry.get("DelaySeconds", 0))
            self.waiting.append(Waiting(due, queue, entry["MessageBody"]))
        if operation == "SendMessageBatch":
            taken = [{"Id": entry["Id"], "MessageId": "m"} for entry in entries]
            return Answer.of({"Successful": taken, "Failed": []})
        return Answer.of({"MessageId": "m"})

    def take(self) -> Waiting | None:
        """The message that is due first; it is gone then."""
        if not self.waiting:
            return None
        first = min(self.waiting, key=lambda message: message.due)
        self.waiting.remove(first)
        return first


def billed_requests(content: bytes) -> int:
    """As how many requests SQS bills one of this content."""
    return max(1, math.ceil(len(content) / _REQUEST_BYTES))
