"""Calls about all families."""

from __future__ import annotations

from aws_lambda_powertools.event_handler import Response

from legwork import bootstrap
from legwork.api.answers import answers
from legwork.api.http import Beginning, Calls, Cursor, Limit, reply
from legwork.contracts.directory import NamedView
from legwork.settings.read_classes import ReadClassesSettings
from legwork.trade.families.contracts.family import FamilyListView
from legwork.trade.families.usecases.read_family import MAY_READ
from legwork.usecases.list_names import list_names

calls = Calls()


@calls.get(
    "/v1/families",
    operation_id="list_families",
    tags=["Families"],
    responses=answers({200: FamilyListView}),
)
def list_(q: Beginning = "", limit: Limit = 25, cursor: Cursor = None) -> Response[FamilyListView]:
    """List families by the beginning of id, name or mail address, in the order of these."""
    found, next_cursor = list_names(
        "families",
        q,
        needs=MAY_READ,
        caller=calls.caller,
        limit=limit,
        cursor=cursor,
        database=bootstrap.records(bootstrap.read_settings(ReadClassesSettings)),
    )
    views = [NamedView.of(one) for one in found]
    return reply(FamilyListView(families=views, next_cursor=next_cursor))
