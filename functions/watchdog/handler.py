"""EventBridge Scheduler, every minute: push tasks on that do not move."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from legwork import bootstrap
from legwork.contracts.task import TaskEvent
from legwork.settings.watchdog import WatchdogSettings
from legwork.usecases.watchdog import watchdog

logger, metrics = Logger(), Metrics()


@logger.inject_lambda_context
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> None:  # noqa: ARG001 -- Lambda's
    """Look at every task that has not ended."""
    of = bootstrap.read_settings(WatchdogSettings)
    found = watchdog(
        stalled_after=timedelta(seconds=of.stalled_after_seconds),
        running_max=of.running_tasks_max,
        show=TaskEvent.detail_of,
        database=bootstrap.database(of),
        files=bootstrap.files(of.files_bucket),
        queues=bootstrap.queues(of),
        schedules=bootstrap.schedules(of),
        events=bootstrap.events(of.event_bus_name),
        clock=bootstrap.clock(),
        retention=of.retention,
    )
    metrics.add_metric("ActiveTasks", MetricUnit.Count, found.active)
    metrics.add_metric("TroubledTasks", MetricUnit.Count, found.troubled)
    # Of a round that has come to its end. An alarm waits for it to be missing.
    metrics.add_metric("Heartbeat", MetricUnit.Count, 1)
