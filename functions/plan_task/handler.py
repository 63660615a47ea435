"""SQS: plan tasks."""

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
from legwork.adapters.queues import read_plan_message
from legwork.adapters.tracing import traced
from legwork.settings.plan_task import PlanTaskSettings
from legwork.usecases.plan_task import plan_task

logger, metrics = Logger(), Metrics()
processor = Batches(EventType.SQS)
RESERVE = timedelta(seconds=30)
"""Left of the function's time when planning stops, to write the rest down and send it on."""


def plan(record: SQSRecord, lambda_context: LambdaContext) -> None:
    """Plan one task, or carry its planning on."""
    of = bootstrap.read_settings(PlanTaskSettings)
    message = read_plan_message(record.body)
    logger.append_keys(correlation_id=message.ref.id)
    metrics.add_metric("Plannings", MetricUnit.Count, 1)
    left = timedelta(milliseconds=lambda_context.get_remaining_time_in_millis())
    with traced("plan", account=message.ref.account, task=message.ref.id):
        plan_task(
            message,
            database=bootstrap.database(of),
            files=bootstrap.files(of.files_bucket),
            queues=bootstrap.queues(of),
            clock=bootstrap.clock(),
            retention=of.retention,
            lanes_max=of.lanes_max,
            lane_batches=of.lane_batches,
            running_max=of.running_tasks_max,
            until=bootstrap.clock().now() + max(left / 2, left - RESERVE),
        )


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> Any:
    """Take messages from the planning queue."""
    return process_partial_response(event, plan, processor, context)
