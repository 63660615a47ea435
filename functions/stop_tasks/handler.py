"""HTTPS: cancel and pause tasks, in a room that is kept free whatever else Lambda has to do."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext

from legwork.api import pausing, tasks
from legwork.api.fair_calls import STOPPING, STOPS
from legwork.api.http import resolve, serve

logger, metrics = Logger(), Metrics()
app = serve(tasks.calls, pausing.calls, only=STOPPING)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one request."""
    return resolve(app, event, context, bucket=STOPS)
