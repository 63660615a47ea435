"""Calls about what came of each target."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from legwork import bootstrap
from legwork.api.answers import answers, media
from legwork.api.http import Calls, Cursor, Limit, TaskId, reply
from legwork.contracts.outcome import (
    OUTCOMES_PATTERN,
    OutcomeGroupView,
    OutcomeListView,
    OutcomeSummaryView,
    OutcomeView,
    read_outcome_names,
)
from legwork.domain.task import Task
from legwork.settings.manage_tasks import ManageTasksSettings
from legwork.usecases.export_outcomes import export_outcomes
from legwork.usecases.read_outcomes import read_outcomes
from legwork.usecases.read_task import find_task
from legwork.usecases.summarize_outcomes import summarize_outcomes

_EXPORT = timedelta(seconds=12)
"""Time that a call has for a large file; it has 29 seconds in all."""
calls = Calls()

Wanted = Annotated[
    str | None,
    Query(
        max_length=100,
        description="Outcomes to list, separated by commas.",
        json_schema_extra={"pattern": OUTCOMES_PATTERN, "examples": ["warning,error"]},
    ),
]


@calls.get(
    "/v1/tasks/<task_id>/outcomes",
    operation_id="list_outcomes",
    tags=["Tasks"],
    responses=answers({200: OutcomeListView}, 404),
)
def list_(
    task_id: TaskId, outcome: Wanted = None, limit: Limit = 25, cursor: Cursor = None
) -> Response[OutcomeListView]:
    """List what came of each target."""
    of = bootstrap.read_settings(ManageTasksSettings)
    page = read_outcomes(
        _task(task_id),
        wanted=read_outcome_names(outcome),
        limit=limit,
        cursor=cursor,
        database=bootstrap.database(of),
    )
    views = [OutcomeView.of(found) for found in page.outcomes]
    return reply(OutcomeListView(outcomes=views, next_cursor=page.next_cursor))


@calls.get(
    "/v1/tasks/<task_id>/outcomes/summary",
    operation_id="summarize_outcomes",
    tags=["Tasks"],
    responses=answers({200: OutcomeSummaryView}, 404),
)
def summarize(task_id: TaskId) -> Response[OutcomeSummaryView]:
    """Group what came of the targets by outcome and code, with one example of each."""
    of = bootstrap.read_settings(ManageTasksSettings)
    task = _task(task_id)
    groups = summarize_outcomes(task, database=bootstrap.database(of))
    return reply(OutcomeSummaryView(groups=[OutcomeGroupView.of(one, task) for one in groups]))


@calls.get(
    "/v1/tasks/<task_id>/outcomes.csv",
    operation_id="export_outcomes",
    tags=["Tasks"],
    responses=answers(
        {200: media("text/csv", "The file"), 302: "A link to the file, when it is large"}, 404
    ),
)
def export(task_id: TaskId, outcome: Wanted = None) -> Response[str]:
    """Get the outcomes as a CSV file: at once, or by a link when it is large.

    A very large one is made by several calls: each answers 503 with the time after which to send
    the same call again, until the link is there.
    """
    of = bootstrap.read_settings(ManageTasksSettings)
    exported = export_outcomes(
        _task(task_id),
        wanted=read_outcome_names(outcome),
        database=bootstrap.database(of),
        files=bootstrap.files(of.files_bucket),
        clock=bootstrap.clock(),
        ids=bootstrap.ids(),
        until=bootstrap.clock().now() + _EXPORT,
    )
    if exported.link is not None:
        return Response(302, body="", headers={"Location": exported.link})
    headers = {"Content-Disposition": f'attachment; filename="{exported.filename}"'}
    return Response(200, "text/csv; charset=utf-8", exported.body, headers=headers)


def _task(task_id: str) -> Task:
    of = bootstrap.read_settings(ManageTasksSettings)
    return find_task(
        task_id,
        caller=calls.caller,
        database=bootstrap.database(of),
        clock=bootstrap.clock(),
    )
