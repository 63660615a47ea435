"""Calls about classes, families and students: what tasks act on, and what they did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from aws_lambda_powertools.event_handler import Response

from legwork import bootstrap
from legwork.api.http import Beginning, Calls, Cursor, Limit, named, reply
from legwork.contracts.directory import NamedView
from legwork.domain.permission import Caller, Permission
from legwork.settings.read_classes import ReadClassesSettings
from legwork.store.records import AccountRecords
from legwork.trade.classes.contracts.class_ import (
    ClassListView,
    ClassView,
    EnrollmentListView,
    EnrollmentView,
    FamilyListView,
    FamilyView,
    SessionListView,
    SessionView,
    StudentListView,
    StudentView,
)
from legwork.trade.classes.usecases.read_class import (
    find_class,
    page_of_enrollments,
    page_of_sessions,
    read_family,
    read_student,
)
from legwork.usecases.list_names import list_names

calls = Calls()
IN_PATH: Final[Mapping[str, Mapping[str, Any]]] = {
    "class_id": {"description": "Id of a class."},
    "family": {"description": "Id of a family."},
    "student": {"description": "Id of a student."},
}
"""What paths name."""


@calls.get("/v1/classes", tags=["Classes"])
def list_(q: Beginning = "", limit: Limit = 25, cursor: Cursor = None) -> Response[ClassListView]:
    """List classes by the beginning of id or title, in the order of these."""
    found, next_cursor = _listed("classes", q, limit, cursor)
    return reply(ClassListView(classes=found, next_cursor=next_cursor))


@calls.get("/v1/families", tags=["Classes"])
def families(
    q: Beginning = "", limit: Limit = 25, cursor: Cursor = None
) -> Response[FamilyListView]:
    """List families by the beginning of id or mail address, in the order of these."""
    found, next_cursor = _listed("families", q, limit, cursor)
    return reply(FamilyListView(families=found, next_cursor=next_cursor))


@calls.get("/v1/students", tags=["Classes"])
def students(
    q: Beginning = "", limit: Limit = 25, cursor: Cursor = None
) -> Response[StudentListView]:
    """List students by the beginning of their ids, in the order of these."""
    found, next_cursor = _listed("students", q, limit, cursor)
    return reply(StudentListView(students=found, next_cursor=next_cursor))


@calls.get("/v1/classes/<class_id>", tags=["Classes"])
def read(class_id: str) -> Response[ClassView]:
    """Read a class."""
    caller = calls.caller
    return reply(ClassView.of(find_class(named(class_id), caller=caller, records=_records(caller))))


@calls.get("/v1/classes/<class_id>/sessions", tags=["Classes"])
def sessions(class_id: str, limit: Limit = 25, cursor: Cursor = None) -> Response[SessionListView]:
    """List a class's sessions, in order of time."""
    caller = calls.caller
    found, next_cursor = page_of_sessions(
        named(class_id), caller=caller, limit=limit, cursor=cursor, records=_records(caller)
    )
    views = [SessionView.of(one) for one in found]
    return reply(SessionListView(sessions=views, next_cursor=next_cursor))


@calls.get("/v1/classes/<class_id>/enrollments", tags=["Classes"])
def enrollments(
    class_id: str, limit: Limit = 25, cursor: Cursor = None
) -> Response[EnrollmentListView]:
    """List a class's enrollments, families together."""
    caller = calls.caller
    found, next_cursor = page_of_enrollments(
        named(class_id), caller=caller, limit=limit, cursor=cursor, records=_records(caller)
    )
    views = [EnrollmentView.of(one) for one in found]
    return reply(EnrollmentListView(enrollments=views, next_cursor=next_cursor))


@calls.get("/v1/families/<family>", tags=["Classes"])
def family_(family: str) -> Response[FamilyView]:
    """Read a family."""
    caller = calls.caller
    return reply(FamilyView.of(read_family(named(family), caller=caller, records=_records(caller))))


@calls.get("/v1/students/<student>", tags=["Classes"])
def student_(student: str, limit: Limit = 25, cursor: Cursor = None) -> Response[StudentView]:
    """Read a student with a page of makeup tokens."""
    caller = calls.caller
    found, tokens, next_cursor = read_student(
        named(student), caller=caller, limit=limit, cursor=cursor, records=_records(caller)
    )
    return reply(StudentView.of(found, tokens, next_cursor))


def _listed(
    noun: str, q: str, limit: int, cursor: str | None
) -> tuple[list[NamedView], str | None]:
    found, next_cursor = list_names(
        noun,
        q,
        needs=Permission.CLASSES,
        caller=calls.caller,
        limit=limit,
        cursor=cursor,
        database=bootstrap.records(bootstrap.read_settings(ReadClassesSettings)),
    )
    return [NamedView.of(one) for one in found], next_cursor


def _records(caller: Caller) -> AccountRecords:
    of = bootstrap.read_settings(ReadClassesSettings)
    return AccountRecords(bootstrap.records(of), None, caller.account)
