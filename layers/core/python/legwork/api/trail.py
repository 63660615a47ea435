"""Calls about the trail: who did what and when. Nothing here changes it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BeforeValidator

from legwork import bootstrap
from legwork.api.answers import answers, media
from legwork.api.http import Calls, Cursor, reply
from legwork.contracts.trail import TrailView, in_utc
from legwork.domain.act import ActName
from legwork.settings.manage_tasks import ManageTasksSettings
from legwork.usecases.read_trail import TrailFilter, export_trail, read_trail

calls = Calls()


def _no_number(value: Any) -> Any:
    """A number is no moment, though one could be counted from 1970."""
    if isinstance(value, str) and value.strip().lstrip("+-").replace(".", "", 1).isdigit():
        raise ValueError("write a day or a moment, such as 2026-03-02T09:00:00Z")
    return value


Moment = Annotated[datetime, BeforeValidator(_no_number)]
Since = Annotated[
    Moment | None, Query(alias="from", description="Not before this moment, such as 2026-03-02.")
]
Until = Annotated[Moment | None, Query(alias="to", description="Before this moment.")]
By = Annotated[
    str | None,
    Query(max_length=256, description="``me``, or the id or the name of who acted."),
]
What = Annotated[ActName | None, Query(alias="act", description="What was done.")]
OnTask = Annotated[str | None, Query(max_length=64, description="Id of a task.")]
TrailLimit = Annotated[int, Query(ge=1, le=1000, description="Most acts of the page.")]


@calls.get(
    "/v1/trail",
    operation_id="list_trail",
    tags=["Trail"],
    responses=answers({200: TrailView}),
)
def list_(
    since: Since = None,
    until: Until = None,
    by: By = None,
    act: What = None,
    task: OnTask = None,
    limit: TrailLimit = 25,
    cursor: Cursor = None,
) -> Response[TrailView]:
    """List who did what, newest first; an act is kept 400 days. Owners only."""
    page = read_trail(
        _wanted(since, until, by, act, task),
        caller=calls.caller,
        limit=limit,
        cursor=cursor,
        database=bootstrap.database(_settings()),
        clock=bootstrap.clock(),
    )
    return reply(TrailView.of(page))


@calls.get(
    "/v1/trail.csv",
    operation_id="export_trail",
    tags=["Trail"],
    responses=answers({200: media("text/csv", "The file")}, 413),
)
def export(
    since: Since = None,
    until: Until = None,
    by: By = None,
    act: What = None,
    task: OnTask = None,
) -> Response[str]:
    """Get the trail as a CSV file. Owners only."""
    exported = export_trail(
        _wanted(since, until, by, act, task),
        caller=calls.caller,
        database=bootstrap.database(_settings()),
        clock=bootstrap.clock(),
    )
    headers = {"Content-Disposition": f'attachment; filename="{exported.filename}"'}
    return Response(200, "text/csv; charset=utf-8", exported.body, headers=headers)


def _wanted(
    since: datetime | None,
    until: datetime | None,
    by: str | None,
    act: ActName | None,
    task: str | None,
) -> TrailFilter:
    name = act.value if act else None
    return TrailFilter(since=in_utc(since), until=in_utc(until), by=by, act=name, task=task)


def _settings() -> ManageTasksSettings:
    return bootstrap.read_settings(ManageTasksSettings)
