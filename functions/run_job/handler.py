"""SQS: drive lanes."""

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
from legwork.adapters.queues import read_token
from legwork.adapters.tracing import traced
from legwork.settings.run_job import RunJobSettings
from legwork.usecases.run_job import run_job

logger, metrics = Logger(), Metrics()
processor = Batches(EventType.SQS)


def drive(record: SQSRecord, lambda_context: LambdaContext) -> None:
    """Drive one lane for one slice of time, never beyond what the function has left."""
    of = bootstrap.read_settings(RunJobSettings)
    token = read_token(record.body)
    logger.append_keys(correlation_id=token.ref.id, lane=token.lane)
    metrics.add_metric("Slices", MetricUnit.Count, 1)
    left = timedelta(milliseconds=lambda_context.get_remaining_time_in_millis())
    database = bootstrap.database(of)
    with traced("slice", account=token.ref.account, task=token.ref.id):
        run_job(
            token,
            database=database,
            files=bootstrap.files(of.files_bucket),
            queues=bootstrap.queues(of),
            clock=bootstrap.clock(),
            ids=bootstrap.ids(),
            retention=of.retention,
            until=bootstrap.clock().now() + min(timedelta(seconds=of.slice_seconds), left / 2),
            redelivered=int(record.attributes.approximate_receive_count) > 1,
        )
    metrics.add_metric("Conflicts", MetricUnit.Count, database.tab.conflicts)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> Any:
    """Take tokens from their queue."""
    return process_partial_response(event, drive, processor, context)
