"""Calls about classes and students: what tasks act on, and what they did."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler import Response

from legwork import bootstrap
from legwork.api.answers import answers
from legwork.api.http import Beginning, Calls, Cursor, Limit, in_path, named, reply
from legwork.contracts.directory import NamedView
from legwork.domain.permission import Caller, Permission
from legwork.settings.read_classes import ReadClassesSettings
from legwork.store.records import AccountRecords
from legwork.trade.classes.contracts.class_ import (
    ClassListView,
    EnrollmentListView,
    EnrollmentView,
    SessionListView,
    SessionView,
    StudentListView,
)
from legwork.trade.classes.usecases.read_class import (
    page_of_enrollments,
    page_of_sessions,
)
from legwork.usecases.list_names import list_names

calls = Calls()
ClassId = Annotated[str, in_path("Id of a class.")]


@calls.get(
    "/v1/classes",
    operation_id="list_classes",
    tags=["Classes"],
    responses=answers({200: ClassListView}),
)
def list_(q: Beginning = "", limit: Limit = 25, cursor: Cursor = None) -> Response[ClassListView]:
    """List classes by the beginning of id or title, in the order of these."""
    found, next_cursor = _listed("classes", q, limit, cursor)
    return reply(ClassListView(classes=found, next_cursor=next_cursor))


@calls.get(
    "/v1/students",
    operation_id="list_students",
    tags=["Classes"],
    responses=answers({200: StudentListView}),
)
def students(
    q: Beginning = "", limit: Limit = 25, cursor: Cursor = None
) -> Response[StudentListView]:
    """List students by the beginning of id or name, in the order of these."""
    found, next_cursor = _listed("students", q, limit, cursor)
    return reply(StudentListView(students=found, next_cursor=next_cursor))


@calls.get(
    "/v1/classes/<class_id>/sessions",
    operation_id="list_sessions",
    tags=["Classes"],
    responses=answers({200: SessionListView}, 404),
)
def sessions(
    class_id: ClassId, limit: Limit = 25, cursor: Cursor = None
) -> Response[SessionListView]:
    """List a class's sessions, in order of time."""
    caller = calls.caller
    found, next_cursor = page_of_sessions(
        named(class_id), caller=caller, limit=limit, cursor=cursor, records=_records(caller)
    )
    views = [SessionView.of(one) for one in found]
    return reply(SessionListView(sessions=views, next_cursor=next_cursor))


@calls.get(
    "/v1/classes/<class_id>/enrollments",
    operation_id="list_enrollments",
    tags=["Classes"],
    responses=answers({200: EnrollmentListView}, 404),
)
def enrollments(
    class_id: ClassId, limit: Limit = 25, cursor: Cursor = None
) -> Response[EnrollmentListView]:
    """List a class's enrollments, families together."""
    caller = calls.caller
    found, next_cursor = page_of_enrollments(
        named(class_id), caller=caller, limit=limit, cursor=cursor, records=_records(caller)
    )
    views = [EnrollmentView.of(one) for one in found]
    return reply(EnrollmentListView(enrollments=views, next_cursor=next_cursor))


def _listed(
    noun: str, q: str, limit: int, cursor: str | None
) -> tuple[list[NamedView], str | None]:
    found, next_cursor = list_names(
        noun,
        q,
        needs=(Permission.CLASSES,),
        caller=calls.caller,
        limit=limit,
        cursor=cursor,
        database=bootstrap.records(bootstrap.read_settings(ReadClassesSettings)),
    )
    return [NamedView.of(one) for one in found], next_cursor


def _records(caller: Caller) -> AccountRecords:
    of = bootstrap.read_settings(ReadClassesSettings)
    return AccountRecords(bootstrap.records(of), None, caller.account)
