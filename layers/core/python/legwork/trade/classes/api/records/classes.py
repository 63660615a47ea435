"""Calls about a class or a camp."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler import Response

from legwork.api.answers import UNCHANGED, answers
from legwork.api.editing import database_of, records_of
from legwork.api.etag import IfMatch, IfNoneMatch, OnlyNew, etag_of, makes, tags_in
from legwork.api.http import Calls, in_path, named, reply_cached, reply_made, reply_tagged
from legwork.trade.classes.contracts.class_ import ClassView
from legwork.trade.classes.contracts.correction import ClassRequest
from legwork.trade.classes.usecases.correct_class import correct_class
from legwork.trade.classes.usecases.make_class import make_class
from legwork.trade.classes.usecases.read_class import read_class

calls = Calls()
ClassId = Annotated[str, in_path("Id of a class.")]


@calls.get(
    "/v1/classes/<class_id>",
    operation_id="get_class",
    tags=["Classes"],
    responses=answers({200: ClassView, 304: UNCHANGED}, 404),
)
def read(class_id: ClassId, if_none_match: IfNoneMatch = None) -> Response[ClassView]:
    """Read a class or a camp."""
    caller = calls.caller
    found = read_class(named(class_id), caller=caller, records=records_of(calls))
    return reply_cached(ClassView.of(found.class_), if_none_match)


@calls.put(
    "/v1/classes/<class_id>",
    operation_id="replace_class",
    tags=["Classes"],
    responses=answers({200: ClassView, 201: ClassView}, 404, 412, 413, 428),
)
def replace(
    class_id: ClassId, body: ClassRequest, if_match: IfMatch = None, if_none_match: OnlyNew = None
) -> Response[ClassView]:
    """Say anew what a class is, or make one; what is left out is as new classes have it."""
    if makes(if_none_match, if_match):
        return _made(class_id, body)
    return _corrected(class_id, body, if_match, whole=True)


@calls.patch(
    "/v1/classes/<class_id>",
    operation_id="change_class",
    tags=["Classes"],
    responses=answers({200: ClassView}, 404, 412, 413, 428),
)
def change(class_id: ClassId, body: ClassRequest, if_match: IfMatch = None) -> Response[ClassView]:
    """Change a part of a class; what is left out stays as it is."""
    return _corrected(class_id, body, if_match, whole=False)


def _made(class_id: str, body: ClassRequest) -> Response[ClassView]:
    caller = calls.caller
    made = make_class(
        named(class_id),
        body.said(whole=True),
        caller=caller,
        database=database_of(calls, makes=True),
        records=records_of(calls),
    )
    return reply_made(ClassView.of(made.class_), "classes", made.class_.id)


def _corrected(
    class_id: str, body: ClassRequest, if_match: str | None, *, whole: bool
) -> Response[ClassView]:
    caller = calls.caller
    after = correct_class(
        named(class_id),
        body.said(whole=whole),
        tags_in(if_match),
        tag_of=lambda found: etag_of(ClassView.of(found.class_)),
        caller=caller,
        database=database_of(calls),
        records=records_of(calls),
    )
    return reply_tagged(ClassView.of(after.class_))
