"""Send the notices of lanes on their way: to those who mail, or to those who charge.

Where a lane has notices of both ways, whoever comes to one of the other way hands it over.
"""

from __future__ import annotations

from collections.abc import Iterable

from legwork import kinds
from legwork.domain.task import Task
from legwork.ports import DeliveryMessage, Queues


def send_on(task: Task, lanes: Iterable[int], queues: Queues) -> None:
    """Queue a message for each of these lanes of a task.

    Raises:
        Throttled: some were not taken; the others are queued.
    """
    messages = [DeliveryMessage(task.ref, lane) for lane in lanes]
    if not messages:
        return
    if kinds.charges_cards(task.kind):
        queues.charge(messages)
    else:
        queues.deliver(messages)
