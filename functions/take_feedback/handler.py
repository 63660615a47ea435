"""SQS: bounces and complaints that SES tells of, through SNS."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes import SNSEvent
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from legwork import bootstrap
from legwork.adapters.batches import Batches
from legwork.settings.take_feedback import TakeFeedbackSettings
from legwork.trade.mail.contracts.feedback import read_feedback
from legwork.trade.mail.usecases.take_feedback import take_feedback, tell_of_bounces

logger, metrics = Logger(), Metrics()
processor = Batches(EventType.SQS)


def take(record: SQSRecord) -> None:
    """Suppress the addresses that one message names."""
    _take(record.body)


def _take(message: str) -> None:
    of = bootstrap.read_settings(TakeFeedbackSettings)
    found = read_feedback(message)
    metrics.add_metric("Suppressed", MetricUnit.Count, len(found.emails) if found else 0)
    if found is None:
        return
    take_feedback(found.account, found.emails, found.reason, database=bootstrap.records(of))
    tell_of_bounces(
        found.account,
        found.emails,
        found.reason,
        source=message,
        events=bootstrap.events(of.event_bus_name),
        at=found.at or bootstrap.clock().now(),
    )


@logger.inject_lambda_context
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> Any:
    """Take messages from the feedback queue."""
    if "Sns" in event["Records"][0]:
        # The topic called the function itself once, and Lambda tries such calls for hours.
        for record in SNSEvent(event).records:
            _take(record.sns.message)
        return None
    return process_partial_response(event, take, processor, context)
