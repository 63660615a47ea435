"""Lanes that stand still, so that no worker is too fast for a test."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.e2e.park import Park
from tests.e2e.waiting import until

QUEUE = "TokensQueueUrl"
HELD_SECONDS = 600
"""For how long nobody gets a token that is not given back."""


@contextmanager
def held(park: Park, launch: Callable[[], str], lanes: int = 1) -> Iterator[str]:
    """The path of a task that cannot come to its end before the context is left.

    Nobody gets the tokens of some of its lanes until then.

    Args:
        park: the stack.
        launch: answers the path.
        lanes: so many; fewer than it has.
    """
    sqs, url = park.client("sqs"), park.running.outputs[QUEUE]

    def token() -> Any:
        return sqs.receive_message(QueueUrl=url, VisibilityTimeout=HELD_SECONDS).get("Messages")

    with park.holding_messages(QUEUE):
        path = launch()
        handles = [until(token, "a token")[0]["ReceiptHandle"] for _ in range(lanes)]
    try:
        yield path
    finally:
        for one in handles:
            sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=one, VisibilityTimeout=0)
