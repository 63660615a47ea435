"""HTTPS: the kinds of task, uploads, and the launch of a task; EventBridge Scheduler: Autopilot."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from legwork import bootstrap
from legwork.api import launching
from legwork.api.http import resolve, serve
from legwork.contracts.params import validated
from legwork.settings.launch_task import LaunchTaskSettings
from legwork.usecases.launch_scheduled import launch_scheduled

logger, metrics = Logger(), Metrics()
app = serve(launching.calls)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one request, or launch the task of one scheduled moment."""
    if "autopilot" not in event:
        return resolve(app, event, context)
    metrics.add_metric("AutopilotLaunches", MetricUnit.Count, 1)
    of, call = bootstrap.read_settings(LaunchTaskSettings), event["autopilot"]
    task = launch_scheduled(
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
    return {"task": task.ref.id if task else None}
