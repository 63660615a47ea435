"""Calls about a student."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler import Response

from legwork.api.answers import UNCHANGED, answers
from legwork.api.editing import database_of, records_of
from legwork.api.etag import IfMatch, IfNoneMatch, OnlyNew, etag_of, makes, tags_in
from legwork.api.http import (
    Calls,
    Cursor,
    Limit,
    in_path,
    named,
    reply_cached,
    reply_made,
    reply_tagged,
)
from legwork.trade.classes.contracts.student import PAGED, StudentRequest, StudentView
from legwork.trade.classes.usecases.correct_student import correct_student
from legwork.trade.classes.usecases.make_student import make_student
from legwork.trade.classes.usecases.read_class import read_student

calls = Calls()
StudentId = Annotated[str, in_path("Id of a student.")]
_FIRST_PAGE = 25


@calls.get(
    "/v1/students/<student>",
    operation_id="get_student",
    tags=["Families"],
    responses=answers({200: StudentView, 304: UNCHANGED}, 404),
)
def read(
    student: StudentId,
    limit: Limit = _FIRST_PAGE,
    cursor: Cursor = None,
    if_none_match: IfNoneMatch = None,
) -> Response[StudentView]:
    """Read a student with a page of makeup tokens; the ETag is that of the student alone."""
    caller = calls.caller
    found, tokens, next_cursor = read_student(
        named(student), caller=caller, limit=limit, cursor=cursor, records=records_of(calls)
    )
    return reply_cached(StudentView.of(found, tokens, next_cursor), if_none_match, without=PAGED)


@calls.put(
    "/v1/students/<student>",
    operation_id="replace_student",
    tags=["Families"],
    responses=answers({200: StudentView, 201: StudentView}, 404, 412, 413, 428),
)
def replace(
    student: StudentId,
    body: StudentRequest,
    if_match: IfMatch = None,
    if_none_match: OnlyNew = None,
) -> Response[StudentView]:
    """Say anew what a student is, or make one; what is left out is as new students have it."""
    if makes(if_none_match, if_match):
        return _made(student, body)
    return _corrected(student, body, if_match, whole=True)


@calls.patch(
    "/v1/students/<student>",
    operation_id="change_student",
    tags=["Families"],
    responses=answers({200: StudentView}, 404, 412, 413, 428),
)
def change(
    student: StudentId, body: StudentRequest, if_match: IfMatch = None
) -> Response[StudentView]:
    """Change a part of a student; what is left out stays as it is."""
    return _corrected(student, body, if_match, whole=False)


def _made(student: str, body: StudentRequest) -> Response[StudentView]:
    caller = calls.caller
    made = make_student(
        named(student),
        body.changes(whole=True),
        caller=caller,
        database=database_of(calls, makes=True),
        records=records_of(calls),
    )
    return reply_made(StudentView.of(made), "students", made.id, without=PAGED)


def _corrected(
    student: str, body: StudentRequest, if_match: str | None, *, whole: bool
) -> Response[StudentView]:
    caller, name = calls.caller, named(student)
    correct_student(
        name,
        body.changes(whole=whole),
        tags_in(if_match),
        tag_of=lambda found: etag_of(StudentView.of(found), without=PAGED),
        caller=caller,
        database=database_of(calls),
        records=records_of(calls),
    )
    found, tokens, next_cursor = read_student(
        name, caller=caller, limit=_FIRST_PAGE, cursor=None, records=records_of(calls)
    )
    return reply_tagged(StudentView.of(found, tokens, next_cursor), without=PAGED)
