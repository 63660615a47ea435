"""Calls about saved lists and keywords: what selections choose by."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

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
from legwork.trade.families.contracts.saved_list import (
    KeywordListView,
    KeywordView,
    SavedListRequest,
    SavedListsView,
    SavedListView,
)
from legwork.trade.families.keyword import KeywordType
from legwork.trade.families.usecases.list_keywords import list_keywords
from legwork.trade.families.usecases.saved_lists import (
    MAY_SAVE,
    delete_list,
    read_list,
    save_list,
)
from legwork.usecases.list_names import list_names

calls = Calls()
ListId = Annotated[str, in_path("Id of a saved list.")]
OfType = Annotated[KeywordType | None, Query(alias="type", description="What they are for.")]
Begins = Annotated[str, Query(max_length=64, description="How a keyword begins.")]


@calls.get(
    "/v1/keywords",
    operation_id="list_keywords",
    tags=["Families"],
    responses=answers({200: KeywordListView}),
)
def keywords(
    q: Begins = "", of: OfType = None, limit: Limit = 25, cursor: Cursor = None
) -> Response[KeywordListView]:
    """List the keywords that are in use, each with its type."""
    caller = calls.caller
    found, next_cursor = list_keywords(
        q, of, caller=caller, limit=limit, cursor=cursor, records=records_of(calls)
    )
    views = [KeywordView.of(one) for one in found]
    return reply(KeywordListView(keywords=views, next_cursor=next_cursor))


@calls.get(
    "/v1/lists",
    operation_id="list_saved_lists",
    tags=["Families"],
    responses=answers({200: SavedListsView}),
)
def list_(q: Beginning = "", limit: Limit = 25, cursor: Cursor = None) -> Response[SavedListsView]:
    """List saved lists by the beginning of id or name, in the order of these."""
    found, next_cursor = list_names(
        "lists",
        q,
        needs=MAY_SAVE,
        caller=calls.caller,
        limit=limit,
        cursor=cursor,
        database=database_of(calls),
    )
    views = [NamedView.of(one) for one in found]
    return reply(SavedListsView(lists=views, next_cursor=next_cursor))


@calls.get(
    "/v1/lists/<list_id>",
    operation_id="get_saved_list",
    tags=["Families"],
    responses=answers({200: SavedListView, 304: UNCHANGED}, 404),
)
def read(list_id: ListId, if_none_match: IfNoneMatch = None) -> Response[SavedListView]:
    """Read a saved list."""
    caller = calls.caller
    found = read_list(named(list_id), caller=caller, records=records_of(calls))
    return reply_cached(SavedListView.of(found.saved), if_none_match)


@calls.put(
    "/v1/lists/<list_id>",
    operation_id="save_list",
    tags=["Families"],
    responses=answers({200: SavedListView, 201: SavedListView}, 412, 413, 428),
)
def save(
    list_id: ListId,
    body: SavedListRequest,
    if_match: IfMatch = None,
    if_none_match: OnlyNew = None,
) -> Response[SavedListView]:
    """Save a list; one that is there already is changed on the version that was read."""
    caller, only_new = calls.caller, makes(if_none_match, if_match)
    found, new = save_list(
        body.as_list(named(list_id)),
        tags_in(if_match),
        only_new=only_new,
        tag_of=lambda one: etag_of(SavedListView.of(one.saved)),
        caller=caller,
        database=database_of(calls, makes=only_new),
        records=records_of(calls),
    )
    view = SavedListView.of(found.saved)
    if not new:
        return reply_tagged(view)
    return reply_made(view, "lists", found.saved.id)


@calls.delete(
    "/v1/lists/<list_id>",
    operation_id="delete_list",
    tags=["Families"],
    responses=answers({204: "It is gone"}, 404),
)
def delete(list_id: ListId) -> Response[None]:
    """Delete a saved list; what was launched with it goes on."""
    caller = calls.caller
    delete_list(
        named(list_id),
        caller=caller,
        database=database_of(calls),
        records=records_of(calls),
    )
    return Response(204)
