"""HTTPS: list, read, resume, retry, delete tasks; outcomes, notifications, account, trail."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext

from legwork.api import (
    about,
    account,
    costs,
    notifications,
    outcomes,
    pausing,
    previewing,
    tasks,
    trail,
)
from legwork.api.fair_calls import STOPPING
from legwork.api.http import resolve, serve
from legwork.trade.reports.api import reports

logger, metrics = Logger(), Metrics()
app = serve(
    tasks.calls,
    pausing.calls,
    previewing.calls,
    outcomes.calls,
    notifications.calls,
    account.calls,
    trail.calls,
    costs.calls,
    about.calls,
    reports.calls,
    but=STOPPING,
)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one request."""
    return resolve(app, event, context)
