"""Calls about mailings, before they are launched like every task."""

from __future__ import annotations

from aws_lambda_powertools.event_handler import Response

from legwork import bootstrap, kinds
from legwork.api.answers import answers
from legwork.api.http import Calls, reply
from legwork.contracts.params import validated
from legwork.settings.read_classes import ReadClassesSettings
from legwork.store.records import AccountRecords
from legwork.trade.mail.contracts.blast import PreviewRequest, PreviewView
from legwork.trade.mail.usecases.preview_blast import preview_blast

calls = Calls()


@calls.post(
    "/v1/kinds/email_blast/preview",
    operation_id="preview_email_blast",
    tags=["Tasks"],
    responses=answers({200: PreviewView}, 413),
)
def preview(body: PreviewRequest) -> Response[PreviewView]:
    """Preview a mailing: as the first recipients would get it; who would get none, and why."""
    of, caller = bootstrap.read_settings(ReadClassesSettings), calls.caller
    kind = kinds.find("email_blast")
    caller.require(kind.permission)
    found = preview_blast(
        validated(kind, body.params),
        limit=body.limit,
        caller=caller,
        records=AccountRecords(bootstrap.records(of), None, caller.account),
        clock=bootstrap.clock(),
    )
    return reply(PreviewView.of(found))
