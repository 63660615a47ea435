"""EventBridge Scheduler, every minute: push tasks on that do not move."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from legwork import bootstrap
from legwork.adapters.chronicle import tell_states
from legwork.domain.task import Task
from legwork.settings.watchdog import WatchdogSettings
from legwork.usecases.call_webhook import push_on_calls
from legwork.usecases.watch_autopilot import watch_autopilot
from legwork.usecases.watchdog import watchdog

logger, metrics = Logger(), Metrics()


def shown(ended: Task) -> Mapping[str, Any]:
    """An ended task as its event tells of it."""
    # There is hardly ever one that nobody else has announced: a cold start does without the border.
    from legwork.contracts.task import TaskEvent

    return TaskEvent.detail_of(ended)


@logger.inject_lambda_context
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> None:  # noqa: ARG001 -- Lambda's
    """Look at every task that has not ended."""
    of = bootstrap.read_settings(WatchdogSettings)
    found = watchdog(
        stalled_after=timedelta(seconds=of.stalled_after_seconds),
        running_max=of.running_tasks_max,
        show=shown,
        database=bootstrap.database(of),
        files=bootstrap.files(of.files_bucket),
        queues=bootstrap.queues(of),
        schedules=bootstrap.schedules(of),
        events=bootstrap.events(of.event_bus_name),
        clock=bootstrap.clock(),
        ids=bootstrap.ids(),
        retention=of.retention,
    )
    autopilot = watch_autopilot(
        database=bootstrap.database(of),
        queues=bootstrap.queues(of),
        staff=bootstrap.staff(of.user_pool_id),
        clock=bootstrap.clock(),
        ids=bootstrap.ids(),
        retention=of.retention,
    )
    metrics.add_metric("MissedMoments", MetricUnit.Count, autopilot.missed)
    pushed = push_on_calls(
        database=bootstrap.database(of),
        queue=bootstrap.call_queue(of.webhooks_queue_url),
        clock=bootstrap.clock(),
    )
    metrics.add_metric("WebhooksPushed", MetricUnit.Count, pushed)
    metrics.add_metric("ActiveTasks", MetricUnit.Count, found.active)
    metrics.add_metric("TroubledTasks", MetricUnit.Count, found.troubled + autopilot.troubled)
    metrics.add_metric("PushedOn", MetricUnit.Count, found.pushed_on)
    metrics.add_metric("LanesAtWork", MetricUnit.Count, found.lanes)
    metrics.add_metric("OldestAtWork", MetricUnit.Seconds, found.oldest.total_seconds())
    tell_states({state.value: number for state, number in found.states.items()})
    # Of a round that has come to its end. An alarm waits for it to be missing.
    metrics.add_metric("Heartbeat", MetricUnit.Count, 1)
