"""Calls about staff who teach."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler import Response

from legwork.api.answers import UNCHANGED, answers
from legwork.api.editing import database_of, records_of
from legwork.api.etag import IfMatch, IfNoneMatch, OnlyNew, etag_of, makes, tags_in
from legwork.api.http import (
    Beginning,
    Calls,
    Cursor,
    Limit,
    in_path,
    named,
    reply,
    reply_cached,
    reply_made,
    reply_tagged,
)
from legwork.contracts.directory import NamedView
from legwork.trade.classes.contracts.correction import StaffRequest
from legwork.trade.classes.contracts.staff import StaffListView, StaffView
from legwork.trade.classes.usecases.correct_instructor import correct_instructor, read_instructor
from legwork.trade.classes.usecases.make_instructor import make_instructor
from legwork.trade.classes.usecases.read_class import MAY_READ
from legwork.usecases.list_names import list_names

calls = Calls()
StaffId = Annotated[str, in_path("Id of a staff member who teaches.")]


@calls.get(
    "/v1/staff",
    operation_id="list_staff",
    tags=["Classes"],
    responses=answers({200: StaffListView}),
)
def list_(q: Beginning = "", limit: Limit = 25, cursor: Cursor = None) -> Response[StaffListView]:
    """List staff who teach by the beginning of id or name, in the order of these."""
    found, next_cursor = list_names(
        "staff",
        q,
        needs=MAY_READ,
        caller=calls.caller,
        limit=limit,
        cursor=cursor,
        database=database_of(calls),
    )
    views = [NamedView.of(one) for one in found]
    return reply(StaffListView(staff=views, next_cursor=next_cursor))


@calls.get(
    "/v1/staff/<staff>",
    operation_id="get_staff",
    tags=["Classes"],
    responses=answers({200: StaffView, 304: UNCHANGED}, 404),
)
def read(staff: StaffId, if_none_match: IfNoneMatch = None) -> Response[StaffView]:
    """Read a staff member who teaches."""
    caller = calls.caller
    found = read_instructor(named(staff), caller=caller, records=records_of(calls))
    return reply_cached(StaffView.of(found.instructor), if_none_match)


@calls.put(
    "/v1/staff/<staff>",
    operation_id="replace_staff",
    tags=["Classes"],
    responses=answers({200: StaffView, 201: StaffView}, 404, 412, 413, 428),
)
def replace(
    staff: StaffId, body: StaffRequest, if_match: IfMatch = None, if_none_match: OnlyNew = None
) -> Response[StaffView]:
    """Say anew who a staff member is, or make one; what is left out is as new ones have it."""
    if makes(if_none_match, if_match):
        return _made(staff, body)
    return _corrected(staff, body, if_match, whole=True)


@calls.patch(
    "/v1/staff/<staff>",
    operation_id="change_staff",
    tags=["Classes"],
    responses=answers({200: StaffView}, 404, 412, 413, 428),
)
def change(staff: StaffId, body: StaffRequest, if_match: IfMatch = None) -> Response[StaffView]:
    """Change what is known of a staff member; what is left out stays as it is."""
    return _corrected(staff, body, if_match, whole=False)


def _made(staff: str, body: StaffRequest) -> Response[StaffView]:
    caller = calls.caller
    made = make_instructor(
        named(staff),
        body.said(whole=True),
        caller=caller,
        database=database_of(calls, makes=True),
        records=records_of(calls),
    )
    return reply_made(StaffView.of(made.instructor), "staff", made.instructor.id)


def _corrected(
    staff: str, body: StaffRequest, if_match: str | None, *, whole: bool
) -> Response[StaffView]:
    caller = calls.caller
    after = correct_instructor(
        named(staff),
        body.said(whole=whole),
        tags_in(if_match),
        tag_of=lambda found: etag_of(StaffView.of(found.instructor)),
        caller=caller,
        database=database_of(calls),
        records=records_of(calls),
    )
    return reply_tagged(StaffView.of(after.instructor))
