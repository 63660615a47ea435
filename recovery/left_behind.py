"""What queues still hold: those of the stack that was lost, and the dead ones of the new stack.

Most of it is not needed: the rows say what is to be done, and the watchdog sends what is missing.
Bounces and complaints are news of the world that no row has: the new stack takes them in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import boto3

from legwork.adapters.dead_letters import DeadLetterQueue, SqsDeadLetters

NEWS: Final = "Feedback"
_QUEUE, _DEAD = "QueueUrl", "DeadQueueUrl"


def take_over(old: Mapping[str, str], new: Mapping[str, str]) -> int:
    """Move bounces and complaints that the old stack has not taken in to the new one.

    Args:
        old: outputs of the stack that was lost.
        new: outputs of the one that is recovered.

    Returns:
        How many there were.
    """
    here = new[f"{NEWS}{_QUEUE}"]
    found = {name: DeadLetterQueue(old[f"{NEWS}{name}"], here) for name in (_QUEUE, _DEAD)}
    queues = SqsDeadLetters(boto3.client("sqs"), found)
    return sum(queues.redrive(name) for name in queues.names())


def waiting(outputs: Mapping[str, str]) -> dict[str, int]:
    """About how many messages are in each queue of a stack that has any."""
    return _counted(outputs, _QUEUE)


def dead(outputs: Mapping[str, str]) -> dict[str, int]:
    """The same of its dead-letter queues alone."""
    return _counted(outputs, _DEAD)


def _counted(outputs: Mapping[str, str], ending: str) -> dict[str, int]:
    queues = {
        name.removesuffix(_QUEUE): DeadLetterQueue(url, None)
        for name, url in outputs.items()
        if name.endswith(ending)
    }
    counts = SqsDeadLetters(boto3.client("sqs"), queues).counts()
    return {name: number for name, number in counts.items() if number}
