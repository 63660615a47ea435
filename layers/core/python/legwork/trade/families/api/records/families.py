"""Calls about a family."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler import Response

from legwork import bootstrap
from legwork.api.answers import UNCHANGED, answers
from legwork.api.editing import database_of, records_of
from legwork.api.etag import IfMatch, IfNoneMatch, OnlyNew, etag_of, makes, tags_in
from legwork.api.http import Calls, in_path, named, reply_cached, reply_made, reply_tagged
from legwork.trade.families.contracts.family import FamilyRequest, FamilyView
from legwork.trade.families.usecases.correct_family import correct_family
from legwork.trade.families.usecases.make_family import make_family
from legwork.trade.families.usecases.read_family import read_family

calls = Calls()
FamilyId = Annotated[str, in_path("Id of a family.")]


@calls.get(
    "/v1/families/<family>",
    operation_id="get_family",
    tags=["Families"],
    responses=answers({200: FamilyView, 304: UNCHANGED}, 404),
)
def read(family: FamilyId, if_none_match: IfNoneMatch = None) -> Response[FamilyView]:
    """Read a family."""
    caller = calls.caller
    found = read_family(named(family), caller=caller, records=records_of(calls))
    return reply_cached(FamilyView.of(found), if_none_match)


@calls.put(
    "/v1/families/<family>",
    operation_id="replace_family",
    tags=["Families"],
    responses=answers({200: FamilyView, 201: FamilyView}, 404, 412, 413, 428),
)
def replace(
    family: FamilyId, body: FamilyRequest, if_match: IfMatch = None, if_none_match: OnlyNew = None
) -> Response[FamilyView]:
    """Say anew what a family is, or make one; what is left out is as new families have it."""
    if makes(if_none_match, if_match):
        return _made(family, body)
    return _corrected(family, body, if_match, whole=True)


@calls.patch(
    "/v1/families/<family>",
    operation_id="change_family",
    tags=["Families"],
    responses=answers({200: FamilyView}, 404, 412, 413, 428),
)
def change(family: FamilyId, body: FamilyRequest, if_match: IfMatch = None) -> Response[FamilyView]:
    """Change a part of a family; what is left out stays as it is."""
    return _corrected(family, body, if_match, whole=False)


def _made(family: str, body: FamilyRequest) -> Response[FamilyView]:
    caller, clock = calls.caller, bootstrap.clock()
    made = make_family(
        named(family),
        body.changes(whole=True),
        body.agreed(clock.now()),
        caller=caller,
        clock=clock,
        database=database_of(calls, makes=True),
        records=records_of(calls),
    )
    return reply_made(FamilyView.of(made), "families", made.family.id)


def _corrected(
    family: str, body: FamilyRequest, if_match: str | None, *, whole: bool
) -> Response[FamilyView]:
    caller = calls.caller
    after = correct_family(
        named(family),
        body.changes(whole=whole),
        body.agreed(bootstrap.clock().now()),
        tags_in(if_match),
        tag_of=lambda found: etag_of(FamilyView.of(found)),
        caller=caller,
        clock=bootstrap.clock(),
        database=database_of(calls),
        records=records_of(calls),
    )
    return reply_tagged(FamilyView.of(after))
