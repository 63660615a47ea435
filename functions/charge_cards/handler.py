"""SQS: carry out the orders that lanes have staged for the payment service."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from legwork import bootstrap
from legwork.adapters.batches import Batches
from legwork.adapters.queues import read_delivery_message
from legwork.adapters.tracing import traced
from legwork.settings.charge_cards import ChargeCardsSettings
from legwork.usecases.charge_cards import charge_cards

logger, metrics = Logger(), Metrics()
processor = Batches(EventType.SQS)


def charge(record: SQSRecord, lambda_context: LambdaContext) -> None:
    """Carry one lane's orders out for one slice of time."""
    of = bootstrap.read_settings(ChargeCardsSettings)
    message = read_delivery_message(record.body)
    logger.append_keys(correlation_id=message.ref.id, lane=message.lane)
    metrics.add_metric("Charges", MetricUnit.Count, 1)
    left = timedelta(milliseconds=lambda_context.get_remaining_time_in_millis())
    with traced("cards", account=message.ref.account, task=message.ref.id):
        charge_cards(
            message,
            database=bootstrap.database(of),
            files=bootstrap.files(of.files_bucket),
            queues=bootstrap.queues(of),
            payments=bootstrap.payments(of.payment_secret_arn, of.payment_address),
            clock=bootstrap.clock(),
            ids=bootstrap.ids(),
            retention=of.retention,
            until=bootstrap.clock().now() + min(timedelta(seconds=of.slice_seconds), left / 2),
            patience=timedelta(seconds=of.payment_patience_seconds),
        )


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> Any:
    """Take messages from the charges queue."""
    return process_partial_response(event, charge, processor, context)
