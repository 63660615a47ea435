"""Tasks that stand where mail is about to leave."""

from __future__ import annotations

from legwork.ports import DeliveryMessage
from legwork.testing.queues import Message
from tests.faults.trial import Trial, launched

CLAIMED, SENT = 7, 8
"""Turns after which a deliverer has claimed its first notices, and has sent them."""


def with_notices(name: str) -> tuple[Trial, Message]:
    """A task whose first notices are staged, and the message that asks to send those of a lane."""
    trial = launched(name, 0)
    while True:
        for message in trial.waiting():
            if isinstance(message, DeliveryMessage):
                return trial, message
        trial.steps(1)
