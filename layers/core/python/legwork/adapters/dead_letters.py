"""The dead-letter queues, as operators see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from legwork.adapters.aws_errors import transient_errors

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.literals import QueueAttributeFilterType

_BATCH = 10
_WAIT = 1
_VISIBLE: Final = "ApproximateNumberOfMessages"
_IN_FLIGHT: Final = "ApproximateNumberOfMessagesNotVisible"
_DELAYED: Final = "ApproximateNumberOfMessagesDelayed"
_ROUNDS = 10_000


@dataclass(frozen=True, slots=True)
class DeadLetterQueue:
    """One of them.

    Attributes:
        dead: its address.
        source: address of the queue that its messages come from, if it is a queue.
    """

    dead: str
    source: str | None


class SqsDeadLetters:
    """Counts dead messages, and sends them to where they come from.

    Args:
        client: of SQS.
        queues: by name.
    """

    def __init__(self, client: SQSClient, queues: Mapping[str, DeadLetterQueue]) -> None:
        self._client = client
        self._queues = queues

    def names(self) -> list[str]:
        """Those whose messages can be sent again."""
        return sorted(name for name, queue in self._queues.items() if queue.source)

    def counts(self) -> dict[str, int]:
        """About how many messages are in each, also those that somebody is just trying."""
        return {
            name: self._count(queue.dead, _VISIBLE, _IN_FLIGHT, _DELAYED)
            for name, queue in sorted(self._queues.items())
        }

    def _count(self, url: str, *what: QueueAttributeFilterType) -> int:
        with transient_errors():
            answer = self._client.get_queue_attributes(QueueUrl=url, AttributeNames=[*what])
        return sum(map(int, answer["Attributes"].values()))

    def redrive(self, name: str) -> int:
        """Send the messages of one to where they come from; answers how many.

        A message is removed once it was sent: one that dies again while this goes on comes again.

        Raises:
            LookupError: there is no such queue, or its messages come from no queue.
        """
        queue = self._queues[name]
        if queue.source is None:
            raise LookupError(name)
        left, moved = self._count(queue.dead, _VISIBLE), 0
        for _ in range(_ROUNDS):
            if moved >= left:
                break
            some = self._move(queue.dead, queue.source)
            if not some:
                break
            moved += some
        return moved

    def _move(self, dead: str, source: str) -> int:
        with transient_errors():
            found = self._client.receive_message(
                QueueUrl=dead,
                MaxNumberOfMessages=_BATCH,
                # Without it SQS asks only some of its servers, and may find nothing.
                WaitTimeSeconds=_WAIT,
                MessageSystemAttributeNames=["MessageGroupId"],
            ).get("Messages", [])
            for message in found:
                body = message["Body"]
                # A fair queue tells accounts apart by it.
                if group := message.get("Attributes", {}).get("MessageGroupId"):
                    self._client.send_message(
                        QueueUrl=source, MessageBody=body, MessageGroupId=group
                    )
                else:
                    self._client.send_message(QueueUrl=source, MessageBody=body)
                self._client.delete_message(QueueUrl=dead, ReceiptHandle=message["ReceiptHandle"])
        return len(found)
