"""The queue of webhooks to call, on SQS."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING

from legwork.adapters.aws_errors import transient_errors
from legwork.ports import CallMessage

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


class SqsCallQueue:
    """Sends to one queue.

    Args:
        client: of SQS.
        url: of the queue.
    """

    def __init__(self, client: SQSClient, *, url: str) -> None:
        self._client = client
        self._url = url

    def send(self, message: CallMessage, *, delay: timedelta = timedelta(0)) -> None:
        """Queue a call; at most 15 minutes ahead, in whole seconds, rounded up."""
        with transient_errors():
            self._client.send_message(
                QueueUrl=self._url,
                MessageBody=json.dumps(asdict(message), separators=(",", ":")),
                MessageGroupId=message.account,
                DelaySeconds=max(0, math.ceil(delay.total_seconds())),
            )


def read_call_message(body: str) -> CallMessage | None:
    """The message in a body from the queue; nothing when it is an event of the bus.

    Raises:
        ValueError: it is neither.
    """
    values = json.loads(body)
    if not isinstance(values, dict):
        raise ValueError("not a message")  # noqa: TRY004 -- the content is wrong, not the call
    if "detail-type" in values:
        return None
    names = ("account", "webhook", "call")
    if not all(isinstance(values.get(name), str) for name in names):
        raise ValueError("not a message")
    return CallMessage(*(values[name] for name in names))
