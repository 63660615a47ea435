"""API Gateway: which program calls, if any is known by its key.

The gateway's own refusal would be no problem as the API has them. So everybody is let in, and the
functions refuse whoever is not said here to be a program: see ``legwork.api.http``.
"""

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
    """Tell the functions whose the key in a request is, or that it is nobody's."""
    of = bootstrap.read_settings(AuthorizeSettings)
    scheme, _, key = (event.get("identitySource") or [""])[0].partition(" ")
    found = None
    if scheme.lower() == "bearer":
        found = authorize(key.strip(), database=bootstrap.database(of), clock=bootstrap.clock())
    metrics.add_metric("ProgramsRefused", MetricUnit.Count, int(found is None))
    if found is None:
        return {"isAuthorized": True, "context": {"refused": "unknown key"}}
    return {
        "isAuthorized": True,
        "context": {
            "account": found.account,
            "program": found.id,
            "name": found.name,
            "permissions": " ".join(found.permissions),
        },
    }
