"""SQS: remove tasks whose time is over."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from legwork import bootstrap
from legwork.adapters.batches import Batches
from legwork.adapters.queues import read_purge_message
from legwork.settings.purge import PurgeSettings
from legwork.usecases.purge import purge

logger, metrics = Logger(), Metrics()
processor = Batches(EventType.SQS)


def remove(record: SQSRecord) -> None:
    """Remove one task."""
    metrics.add_metric("Purges", MetricUnit.Count, 1)
    of = bootstrap.read_settings(PurgeSettings)
    message = read_purge_message(record.body)
    logger.append_keys(correlation_id=message.ref.id)
    purge(
        message,
        database=bootstrap.database(of),
        files=bootstrap.files(of.files_bucket),
        queues=bootstrap.queues(of),
        clock=bootstrap.clock(),
    )


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> Any:
    """Take messages from the purge queue."""
    return process_partial_response(event, remove, processor, context)
