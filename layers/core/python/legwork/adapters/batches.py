"""Batches of messages as Lambda hands them over; one that fails comes back alone, and is logged."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType

from legwork.domain.redacted_trace import redacted_trace

_log = Logger(child=True)


class Batches(BatchProcessor):
    """Tells operators of each message that failed, without a word of what was in it.

    Args:
        event_type: where the messages come from.
    """

    def __init__(self, event_type: EventType) -> None:
        super().__init__(event_type, raise_on_entire_batch_failure=False)

    def failure_handler(self, record: Any, exception: Any) -> Any:
        """Note a failure, and go on."""
        _log.warning("a message failed", extra={"error_trace": redacted_trace(exception[1])})
        return super().failure_handler(record, exception)
