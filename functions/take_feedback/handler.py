"""SNS: bounces and complaints that SES tells of."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.data_classes import SNSEvent
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import ValidationError

from legwork import bootstrap
from legwork.adapters.tracing import make_tracer
from legwork.settings.take_feedback import TakeFeedbackSettings
from legwork.trade.mail.contracts.feedback import Feedback, read_feedback
from legwork.trade.mail.usecases.take_feedback import take_feedback

logger, tracer, metrics = Logger(), make_tracer(), Metrics()


@logger.inject_lambda_context
@tracer.capture_lambda_handler(capture_response=False, capture_error=False)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> None:  # noqa: ARG001 -- Lambda's
    """Suppress the addresses that a message names."""
    of = bootstrap.read_settings(TakeFeedbackSettings)
    for record in SNSEvent(event).records:
        found = _read(record.sns.message)
        metrics.add_metric("Suppressed", MetricUnit.Count, len(found.emails) if found else 0)
        if found is not None:
            take_feedback(found.account, found.emails, found.reason, database=bootstrap.records(of))


def _read(message: str) -> Feedback | None:
    try:
        return read_feedback(message)
    except ValidationError:
        # SES greets a new topic with a sentence. To fail would only bring the message again.
        logger.warning("a message that is no event of SES", extra={"characters": len(message)})
        return None
