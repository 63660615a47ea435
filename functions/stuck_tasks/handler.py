"""CloudWatch: the widget "Stuck tasks" of the dashboard, and its buttons."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from legwork.api.stuck_tasks import answer
from legwork.contracts.stuck_widget import DESCRIPTION

logger, metrics = Logger(), Metrics()


@logger.inject_lambda_context
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> str | dict[str, str]:
    """Answer whoever looks at the dashboard, or clicks; or say what the widget is."""
    metrics.add_metric("WidgetCalls", MetricUnit.Count, 1)
    if event.get("describe"):
        return {"markdown": DESCRIPTION}
    return answer(event, context.invoked_function_arn)
