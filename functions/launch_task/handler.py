"""HTTPS: kinds of task, uploads, launches; EventBridge Scheduler, and SQS once more: Autopilot."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from legwork import bootstrap
from legwork.adapters.batches import Batches
from legwork.api import launching
from legwork.api.http import resolve, serve
from legwork.contracts.params import validated
from legwork.domain.task import Task
from legwork.settings.launch_task import LaunchTaskSettings
from legwork.usecases.launch_scheduled import launch_scheduled

logger, metrics = Logger(), Metrics()
app = serve(launching.calls)
processor = Batches(EventType.SQS)


def launch(call: Mapping[str, str]) -> Task | None:
    """Launch the task of one scheduled moment."""
    of = bootstrap.read_settings(LaunchTaskSettings)
    metrics.add_metric("AutopilotLaunches", MetricUnit.Count, 1)
    return launch_scheduled(
        call["account"],
        call["workflow"],
        call["scheduled_at"],
        validate=validated,
        database=bootstrap.database(of),
        files=bootstrap.files(of.files_bucket),
        queues=bootstrap.queues(of),
        staff=bootstrap.staff(of.user_pool_id),
        clock=bootstrap.clock(),
        ids=bootstrap.ids(),
        retention=of.retention,
    )


def launch_again(record: SQSRecord) -> None:
    """Launch the task of a moment that failed: as the scheduler left it, or as Lambda did."""
    message = json.loads(record.body)
    launch(message.get("requestPayload", message)["autopilot"])


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one request, or launch the task of one scheduled moment."""
    if "Records" in event:
        return {**process_partial_response(event, launch_again, processor, context)}
    if "autopilot" not in event:
        return resolve(app, event, context)
    task = launch(event["autopilot"])
    return {"task": task.ref.id if task else None}
