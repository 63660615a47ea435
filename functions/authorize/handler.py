"""API Gateway: whether a program may come in, and which one it is."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from legwork import bootstrap
from legwork.settings.authorize import AuthorizeSettings
from legwork.usecases.authorize import authorize

logger, metrics = Logger(), Metrics()


@logger.inject_lambda_context
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
    """Answer whether the key in a request opens anything; the functions are told whose it is."""
    of = bootstrap.read_settings(AuthorizeSettings)
    scheme, _, key = (event.get("identitySource") or [""])[0].partition(" ")
    found = None
    if scheme.lower() == "bearer":
        found = authorize(key.strip(), database=bootstrap.database(of), clock=bootstrap.clock())
    metrics.add_metric("ProgramsRefused", MetricUnit.Count, int(found is None))
    if found is None:
        return {"isAuthorized": False}
    return {
        "isAuthorized": True,
        "context": {
            "account": found.account,
            "program": found.id,
            "name": found.name,
            "permissions": " ".join(found.permissions),
        },
    }
