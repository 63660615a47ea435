"""Calls about a student's enrollment in a class."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler import Response

from legwork.api.answers import UNCHANGED, answers
from legwork.api.editing import database_of, records_of
from legwork.api.etag import IfMatch, IfNoneMatch, OnlyNew, etag_of, makes, tags_in
from legwork.api.http import Calls, in_path, named, reply_cached, reply_made, reply_tagged
from legwork.trade.classes.contracts.class_ import EnrollmentView
from legwork.trade.classes.contracts.correction import EnrollmentRequest
from legwork.trade.classes.usecases.correct_enrollment import correct_enrollment, read_enrollment
from legwork.trade.classes.usecases.make_enrollment import make_enrollment

calls = Calls()
ClassId = Annotated[str, in_path("Id of a class.")]
StudentId = Annotated[str, in_path("Id of a student.")]


@calls.get(
    "/v1/classes/<class_id>/enrollments/<student>",
    operation_id="get_enrollment",
    tags=["Classes"],
    responses=answers({200: EnrollmentView, 304: UNCHANGED}, 404),
)
def read(
    class_id: ClassId, student: StudentId, if_none_match: IfNoneMatch = None
) -> Response[EnrollmentView]:
    """Read a student's enrollment in a class."""
    caller = calls.caller
    found = read_enrollment(
        named(class_id), named(student), caller=caller, records=records_of(calls)
    )
    return reply_cached(EnrollmentView.of(found.enrollment), if_none_match)


@calls.put(
    "/v1/classes/<class_id>/enrollments/<student>",
    operation_id="replace_enrollment",
    tags=["Classes"],
    responses=answers({200: EnrollmentView, 201: EnrollmentView}, 404, 412, 413, 428),
)
def replace(
    class_id: ClassId,
    student: StudentId,
    body: EnrollmentRequest,
    if_match: IfMatch = None,
    if_none_match: OnlyNew = None,
) -> Response[EnrollmentView]:
    """Say anew what an enrollment is, or enroll; what is left out is as new ones have it."""
    if makes(if_none_match, if_match):
        return _made(class_id, student, body)
    return _corrected(class_id, student, body, if_match, whole=True)


@calls.patch(
    "/v1/classes/<class_id>/enrollments/<student>",
    operation_id="change_enrollment",
    tags=["Classes"],
    responses=answers({200: EnrollmentView}, 404, 412, 413, 428),
)
def change(
    class_id: ClassId, student: StudentId, body: EnrollmentRequest, if_match: IfMatch = None
) -> Response[EnrollmentView]:
    """Change a part of an enrollment; what is left out stays as it is."""
    return _corrected(class_id, student, body, if_match, whole=False)


def _made(class_id: str, student: str, body: EnrollmentRequest) -> Response[EnrollmentView]:
    caller = calls.caller
    made = make_enrollment(
        named(class_id),
        named(student),
        body.changes(whole=True),
        caller=caller,
        database=database_of(calls, makes=True),
        records=records_of(calls),
    ).enrollment
    where = ("classes", made.class_id, "enrollments", made.student)
    return reply_made(EnrollmentView.of(made), *where)


def _corrected(
    class_id: str, student: str, body: EnrollmentRequest, if_match: str | None, *, whole: bool
) -> Response[EnrollmentView]:
    caller = calls.caller
    after = correct_enrollment(
        named(class_id),
        named(student),
        body.changes(whole=whole),
        tags_in(if_match),
        tag_of=lambda found: etag_of(EnrollmentView.of(found.enrollment)),
        caller=caller,
        database=database_of(calls),
        records=records_of(calls),
    )
    return reply_tagged(EnrollmentView.of(after.enrollment))
