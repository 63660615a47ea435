"""Batches of messages as Lambda hands them over; one that fails comes back alone, and is told."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType

from legwork.domain.redacted_trace import redacted_trace

_log = Logger(child=True)


class Batches(BatchProcessor):
    """Tells operators of each message that failed, without a word of what was in it.

    Lambda counts no error of a call that says itself which of its messages failed. So they are
    counted here, and the handler's own metrics go along.

    Args:
        event_type: where the messages come from.
    """

    def __init__(self, event_type: EventType) -> None:
        super().__init__(event_type, raise_on_entire_batch_failure=False)
        self._metrics = Metrics()

    def failure_handler(self, record: Any, exception: Any) -> Any:
        """Note a failure, and go on."""
        self._metrics.add_metric("FailedMessages", MetricUnit.Count, 1)
        _log.warning("a message failed", extra={"error_trace": redacted_trace(exception[1])})
        return super().failure_handler(record, exception)
