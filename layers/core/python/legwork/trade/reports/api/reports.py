"""The call that opens a report."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler import Response

from legwork import bootstrap
from legwork.api.answers import answers
from legwork.api.http import Calls, in_path
from legwork.settings.manage_tasks import ManageTasksSettings
from legwork.trade.reports.usecases.link_report import link_report

calls = Calls()
ReportId = Annotated[str, in_path("Id of the report: that of the task which made it.")]


@calls.get(
    "/v1/reports/<report_id>",
    operation_id="open_report",
    tags=["Files"],
    responses=answers({302: "A link to the file, good for five minutes"}, 404),
)
def open_(report_id: ReportId) -> Response[str]:
    """Open the file of a report."""
    of = bootstrap.read_settings(ManageTasksSettings)
    link = link_report(
        report_id,
        caller=calls.caller,
        database=bootstrap.database(of),
        files=bootstrap.files(of.files_bucket),
        clock=bootstrap.clock(),
    )
    return Response(302, body="", headers={"Location": link, "Cache-Control": "no-store"})
