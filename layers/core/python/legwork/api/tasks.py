"""Calls about tasks: list, read, cancel, delete, audit."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from legwork import bootstrap
from legwork.api.answers import UNCHANGED, answers
from legwork.api.etag import IfNoneMatch
from legwork.api.http import (
    Calls,
    Cursor,
    IdempotencyKey,
    Limit,
    TaskId,
    fingerprint,
    reply,
    reply_cached,
    reply_launched,
)
from legwork.contracts.control import CancelRequest, RetryRequest
from legwork.contracts.outcome import AuditView, FindingView
from legwork.contracts.subject import SUBJECT_PATTERN, read_subject
from legwork.contracts.task import TaskListView, TaskView
from legwork.domain.errors import TooLarge
from legwork.domain.permission import Caller
from legwork.domain.task import Task, TaskState
from legwork.settings.manage_tasks import ManageTasksSettings
from legwork.usecases.audit_task import audit_task
from legwork.usecases.cancel_task import cancel_task
from legwork.usecases.delete_task import delete_task
from legwork.usecases.list_tasks import TaskFilter, list_tasks
from legwork.usecases.read_task import (
    find_own_task,
    find_task,
    read_task,
    read_task_as_it_waits,
)
from legwork.usecases.retry_task import retry_task
from legwork.usecases.undo_task import undo_task

AUDIT_LIMIT = 200_000
"""Targets of the largest task that is audited: all of its rows are read, within 29 seconds."""
calls = Calls()

LaunchedBy = Annotated[
    str | None,
    Query(
        max_length=128,
        description="``me``, ``autopilot``, or the id of a staff member or of a credential.",
    ),
]
About = Annotated[
    str | None,
    Query(
        max_length=128,
        description="What they are about: a type and an id.",
        json_schema_extra={"pattern": SUBJECT_PATTERN, "examples": ["permit:606405"]},
    ),
]


@calls.get(
    "/v1/tasks",
    operation_id="list_tasks",
    tags=["Tasks"],
    responses=answers({200: TaskListView, 304: UNCHANGED}),
)
def list_(
    state: Annotated[TaskState | None, Query(description="Where they are in their life.")] = None,
    kind: Annotated[str | None, Query(max_length=64, description="Name of a kind.")] = None,
    launched_by: LaunchedBy = None,
    subject: About = None,
    workflow: Annotated[
        str | None, Query(max_length=64, description="Id of the workflow that launched them.")
    ] = None,
    preview: Annotated[bool, Query(description="Previews, and no tasks that do anything.")] = False,
    limit: Limit = 25,
    cursor: Cursor = None,
    if_none_match: IfNoneMatch = None,
) -> Response[TaskListView]:
    """List the tasks that the caller may see, newest first."""
    caller, of = calls.caller, _settings()
    page = list_tasks(
        TaskFilter(
            state=state,
            kind=kind,
            launched_by=launched_by,
            subject=read_subject(subject),
            workflow=workflow,
            preview=preview,
        ),
        caller=caller,
        limit=limit,
        cursor=cursor,
        database=bootstrap.database(of),
        clock=bootstrap.clock(),
        mails_per_second=of.mails_per_second,
    )
    now = bootstrap.clock().now()
    views = [TaskView.listed_for(caller, reading, now) for reading in page.readings]
    body = TaskListView(tasks=views, next_cursor=page.next_cursor)
    return reply_cached(body, if_none_match, without={"tasks": {"__all__": {"eta", "eta_range"}}})


@calls.get(
    "/v1/tasks/<task_id>",
    operation_id="get_task",
    tags=["Tasks"],
    responses=answers({200: TaskView, 304: UNCHANGED}, 404),
)
def read(task_id: TaskId, if_none_match: IfNoneMatch = None) -> Response[TaskView]:
    """Read a task with its exact progress."""
    caller = calls.caller
    view = _view(caller, _found(task_id, caller))
    return reply_cached(view, if_none_match, without={"eta", "eta_range"})


@calls.post(
    "/v1/tasks/<task_id>/cancel",
    operation_id="cancel_task",
    tags=["Tasks"],
    responses=answers({200: TaskView}, 404, 409, 413),
)
def cancel(task_id: TaskId, body: CancelRequest | None = None) -> Response[TaskView]:
    """Cancel a task: when this has answered, nothing more of it will be done."""
    caller, of = calls.caller, _settings()
    cancelled = cancel_task(
        _own(task_id, caller),
        by=caller.doer,
        reason=body.reason if body else None,
        database=bootstrap.database(of),
        files=bootstrap.files(of.files_bucket),
        queues=bootstrap.queues(of),
        clock=bootstrap.clock(),
        retention=of.retention,
    )
    return reply(_view(caller, cancelled))


@calls.post(
    "/v1/tasks/<task_id>/retry",
    operation_id="retry_task",
    tags=["Tasks"],
    responses=answers({202: TaskView}, 404, 409, 413, 422),
)
def retry(
    task_id: TaskId, idempotency_key: IdempotencyKey, body: RetryRequest | None = None
) -> Response[TaskView]:
    """Retry a task: launch another one over what failed or was not attempted, or some of it."""
    caller, of = calls.caller, _settings()
    task = retry_task(
        _own(task_id, caller),
        caller=caller,
        key=idempotency_key,
        codes=body.codes or () if body else (),
        fingerprint=fingerprint(calls.event),
        database=bootstrap.database(of),
        files=bootstrap.files(of.files_bucket),
        queues=bootstrap.queues(of),
        clock=bootstrap.clock(),
        ids=bootstrap.ids(),
    )
    reading = read_task(task, database=bootstrap.database(of))
    return reply_launched(caller, reading, bootstrap.clock().now())


@calls.post(
    "/v1/tasks/<task_id>/undo",
    operation_id="undo_task",
    tags=["Tasks"],
    responses=answers({202: TaskView}, 404, 409, 413, 422),
)
def undo(task_id: TaskId, idempotency_key: IdempotencyKey) -> Response[TaskView]:
    """Undo a task: launch another one that takes back, target by target, what it did."""
    caller, of = calls.caller, _settings()
    task = undo_task(
        _own(task_id, caller),
        caller=caller,
        key=idempotency_key,
        fingerprint=fingerprint(calls.event),
        database=bootstrap.database(of),
        files=bootstrap.files(of.files_bucket),
        queues=bootstrap.queues(of),
        clock=bootstrap.clock(),
        ids=bootstrap.ids(),
    )
    reading = read_task(task, database=bootstrap.database(of))
    return reply_launched(caller, reading, bootstrap.clock().now())


@calls.delete(
    "/v1/tasks/<task_id>",
    operation_id="delete_task",
    tags=["Tasks"],
    responses=answers({204: "It is gone"}, 404, 409),
)
def delete(task_id: TaskId) -> Response[None]:
    """Delete an ended task."""
    caller, of = calls.caller, _settings()
    delete_task(
        _own(task_id, caller),
        by=caller.doer,
        database=bootstrap.database(of),
        queues=bootstrap.queues(of),
        clock=bootstrap.clock(),
    )
    return Response(204)


@calls.get(
    "/v1/tasks/<task_id>/audit",
    operation_id="audit_task",
    tags=["Tasks"],
    responses=answers({200: AuditView}, 404, 413),
)
def audit(task_id: TaskId) -> Response[AuditView]:
    """Prove from the tables that the task's numbers add up."""
    of = _settings()
    task = _found(task_id, calls.caller)
    if task.total > AUDIT_LIMIT:
        raise TooLarge(f"One call can audit {AUDIT_LIMIT:,} targets; the task has {task.total:,}.")
    findings = audit_task(
        task,
        database=bootstrap.database(of),
        files=bootstrap.files(of.files_bucket),
        clock=bootstrap.clock(),
    )
    checks = [
        FindingView(name=one.name, ok=one.ok, detail="; ".join(one.problems) or one.detail)
        for one in findings
    ]
    return reply(AuditView(task=task.ref.id, ok=all(c.ok for c in checks), checks=checks))


def _settings() -> ManageTasksSettings:
    return bootstrap.read_settings(ManageTasksSettings)


def _found(task_id: str, caller: Caller) -> Task:
    database = bootstrap.database(_settings())
    return find_task(task_id, caller=caller, database=database, clock=bootstrap.clock())


def _own(task_id: str, caller: Caller) -> Task:
    database = bootstrap.database(_settings())
    return find_own_task(task_id, caller=caller, database=database, clock=bootstrap.clock())


def _view(caller: Caller, task: Task) -> TaskView:
    of = _settings()
    reading = read_task_as_it_waits(
        task,
        database=bootstrap.database(of),
        clock=bootstrap.clock(),
        mails_per_second=of.mails_per_second,
    )
    return TaskView.seen_by(caller, reading, bootstrap.clock().now())
