"""The queues, and what a receiver finds in them."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from legwork.adapters.queues import (
    SqsQueues,
    read_make_message,
    read_plan_message,
    read_purge_message,
    read_token,
)
from legwork.domain.lane import Token
from legwork.ports import MakeMessage, PlanMessage, PurgeMessage, Queues
from legwork.testing.clock import FrozenClock
from legwork.testing.queues import MemoryQueues, Message
from tests.conformance.aws import NO_PAUSES, Aws


class Inbox(Protocol):
    """Receives each message once."""

    @property
    def queues(self) -> Queues: ...

    def plans(self) -> list[PlanMessage]: ...

    def tokens(self) -> list[Token]: ...

    def makings(self) -> list[MakeMessage]: ...

    def purges(self, *, within: timedelta = timedelta(0)) -> list[PurgeMessage]: ...

    def held_back(self) -> int:
        """How many purge messages are there that cannot be received yet."""
        ...


@dataclass
class MemoryInbox:
    clock: FrozenClock = field(default_factory=FrozenClock)

    def __post_init__(self) -> None:
        self.queues = MemoryQueues(self.clock)

    def plans(self) -> list[PlanMessage]:
        return [m for m in self._received(PlanMessage) if isinstance(m, PlanMessage)]

    def tokens(self) -> list[Token]:
        return [m for m in self._received(Token) if isinstance(m, Token)]

    def makings(self) -> list[MakeMessage]:
        return [m for m in self._received(MakeMessage) if isinstance(m, MakeMessage)]

    def purges(self, *, within: timedelta = timedelta(0)) -> list[PurgeMessage]:
        self.clock.advance(within)
        return [m for m in self._received(PurgeMessage) if isinstance(m, PurgeMessage)]

    def held_back(self) -> int:
        return len(self.queues.waiting) - len(self.queues.due())

    def _received(self, kind: type[Message]) -> list[Message]:
        due = [d for d in self.queues.due() if isinstance(d.message, kind)]
        for delivery in due:
            self.queues.waiting.remove(delivery)
        return [delivery.message for delivery in due]


class SqsInbox:
    def __init__(self, aws: Aws) -> None:
        self._aws = aws
        self.urls = {name: aws.queue(name) for name in ("planning", "tokens", "making", "purge")}
        self.queues = SqsQueues(aws.sqs, **self.urls, backoff=NO_PAUSES)

    def plans(self) -> list[PlanMessage]:
        return [read_plan_message(body) for body in self._aws.received(self.urls["planning"])]

    def tokens(self) -> list[Token]:
        return [read_token(body) for body in self._aws.received(self.urls["tokens"])]

    def makings(self) -> list[MakeMessage]:
        return [read_make_message(body) for body in self._aws.received(self.urls["making"])]

    def purges(self, *, within: timedelta = timedelta(0)) -> list[PurgeMessage]:
        bodies = self._aws.received(self.urls["purge"], within=within)
        return [read_purge_message(body) for body in bodies]

    def held_back(self) -> int:
        answer = self._aws.sqs.get_queue_attributes(
            QueueUrl=self.urls["purge"], AttributeNames=["ApproximateNumberOfMessagesDelayed"]
        )
        return int(answer["Attributes"]["ApproximateNumberOfMessagesDelayed"])
