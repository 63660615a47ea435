"""SQS: send the notices that lanes have staged."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
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
from legwork.settings.deliver import DeliverSettings
from legwork.trade.mail.layout import dresser
from legwork.trade.mail.usecases.unsubscribe import unsubscribe_link
from legwork.trade.money.usecases.open_statement import statement_link
from legwork.usecases.deliver import deliver

logger, metrics = Logger(), Metrics()
processor = Batches(EventType.SQS)


def send(record: SQSRecord, lambda_context: LambdaContext) -> None:
    """Send one lane's notices for one slice of time."""
    of = bootstrap.read_settings(DeliverSettings)
    message = read_delivery_message(record.body)
    logger.append_keys(correlation_id=message.ref.id, lane=message.lane)
    metrics.add_metric("Deliveries", MetricUnit.Count, 1)
    left = timedelta(milliseconds=lambda_context.get_remaining_time_in_millis())
    keys = bootstrap.signing_keys(of.unsubscribe_secret_arn)
    with traced("mail", account=message.ref.account, task=message.ref.id):
        deliver(
            message,
            per_second=of.mails_per_second,
            unsubscribe_link=partial(unsubscribe_link, keys, of.api_url),
            document_link=partial(statement_link, keys, of.api_url),
            dress=dresser,
            database=bootstrap.database(of),
            files=bootstrap.files(of.files_bucket),
            queues=bootstrap.queues(of),
            mailer=bootstrap.mailer(of.configuration_set),
            clock=bootstrap.clock(),
            ids=bootstrap.ids(),
            retention=of.retention,
            until=bootstrap.clock().now() + min(timedelta(seconds=of.slice_seconds), left / 2),
        )


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> Any:
    """Take messages from the deliveries queue."""
    return process_partial_response(event, send, processor, context)
