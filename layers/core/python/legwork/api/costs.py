"""Calls about what the account's tasks have cost."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from legwork import bootstrap
from legwork.api.answers import answers
from legwork.api.http import Calls, reply
from legwork.contracts.costs import MONTH, MonthlyCostView
from legwork.settings.manage_tasks import ManageTasksSettings
from legwork.store import costs

calls = Calls()

Month = Annotated[
    str | None,
    Query(pattern=MONTH, description="Which month, UTC, as in `2026-11`; left out, this one."),
]


@calls.get(
    "/v1/costs",
    operation_id="get_costs",
    tags=["Account"],
    responses=answers({200: MonthlyCostView}),
)
def read(month: Month = None) -> Response[MonthlyCostView]:
    """Read what the account's tasks have cost that ended in a month, by kind. Owners only."""
    caller = calls.caller
    caller.require_owner()
    chosen = month or f"{bootstrap.clock().now():%Y-%m}"
    database = bootstrap.database(bootstrap.read_settings(ManageTasksSettings))
    return reply(MonthlyCostView.of(chosen, costs.of_month(database, caller.account, chosen)))
