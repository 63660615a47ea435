"""SQS: what happened, to be told to webhooks; and calls of webhooks, to be tried."""

from __future__ import annotations

import json
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from legwork import bootstrap
from legwork.adapters.batches import Batches
from legwork.adapters.call_queue import read_call_message
from legwork.settings.call_webhooks import CallWebhooksSettings
from legwork.usecases.call_webhook import call_webhook
from legwork.usecases.spread_event import read_event, spread_event

logger, metrics = Logger(), Metrics()
processor = Batches(EventType.SQS)


def take(record: SQSRecord) -> None:
    """Try one call, or make calls of one event."""
    metrics.add_metric("WebhookMessages", MetricUnit.Count, 1)
    of = bootstrap.read_settings(CallWebhooksSettings)
    database, clock = bootstrap.database(of), bootstrap.clock()
    queue = bootstrap.call_queue(of.webhooks_queue_url)
    message = read_call_message(record.body)
    if message is None:
        event = json.loads(record.body)
        happening = read_event(event["detail-type"], event["detail"])
        spread_event(happening, database=database, queue=queue, clock=clock)
        return
    answer = call_webhook(
        message,
        database=database,
        queue=queue,
        receivers=bootstrap.receivers(loopback=bool(of.webhooks_to_loopback)),
        events=bootstrap.events(of.event_bus_name),
        clock=clock,
        ids=bootstrap.ids(),
    )
    if answer is not None:
        name = "WebhooksCalled" if answer.good else "WebhooksNotReached"
        metrics.add_metric(name, MetricUnit.Count, 1)


@logger.inject_lambda_context
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> Any:
    """Take messages from the queue of webhooks."""
    return process_partial_response(event, take, processor, context)
