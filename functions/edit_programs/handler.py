"""HTTPS: the logins of programs, and their webhooks."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext

from legwork.api import credentials, webhooks
from legwork.api.http import resolve, serve

logger, metrics = Logger(), Metrics()
app = serve(credentials.calls, webhooks.calls)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one request."""
    return resolve(app, event, context)
