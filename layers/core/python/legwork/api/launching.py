"""Calls that come before a task: its kind, its upload, its launch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from aws_lambda_powertools.event_handler import Response

from legwork import bootstrap, kinds
from legwork.api.answers import answers
from legwork.api.http import Calls, IdempotencyKey, fingerprint, in_path, reply, reply_launched
from legwork.contracts.kind import KindListView, KindView, UploadRequest, UploadView
from legwork.contracts.launch import LaunchRequest, PreviewTaskRequest
from legwork.contracts.params import validated
from legwork.contracts.preflight import PreflightRequest, PreflightView
from legwork.contracts.task import TaskView
from legwork.domain.task import Task
from legwork.settings.launch_task import LaunchTaskSettings
from legwork.store.records import AccountRecords
from legwork.usecases.launch_task import Launch, launch_task
from legwork.usecases.preflight import preflight
from legwork.usecases.prepare_upload import prepare_upload
from legwork.usecases.read_task import find_own_task, read_task
from legwork.usecases.retry_task import retry_task
from legwork.usecases.run_preview import Run, run_preview
from legwork.usecases.run_workflow import run_workflow
from legwork.usecases.undo_task import undo_task

calls = Calls()


@calls.get(
    "/v1/kinds", operation_id="list_kinds", tags=["Tasks"], responses=answers({200: KindListView})
)
def list_kinds() -> Response[KindListView]:
    """List the kinds of task that the caller may launch."""
    caller = calls.caller
    found = [kind for kind in kinds.all_kinds().values() if caller.has(kind.permission)]
    return reply(KindListView(kinds=[KindView.of(kind) for kind in found]))


@calls.post(
    "/v1/tasks",
    operation_id="launch_task",
    tags=["Tasks"],
    responses=answers({202: TaskView}, 404, 409, 413, 422),
)
def launch(body: LaunchRequest, idempotency_key: IdempotencyKey) -> Response[TaskView]:
    """Launch a task, or what a preview has shown."""
    caller = calls.caller
    preview = body.of_preview()
    task = (
        _launched(body, idempotency_key)
        if preview is None
        else _run(body, preview, idempotency_key)
    )
    database = bootstrap.database(bootstrap.read_settings(LaunchTaskSettings))
    return reply_launched(caller, read_task(task, database=database), bootstrap.clock().now())


def _run(body: LaunchRequest, preview: str, idempotency_key: str) -> Task:
    of = bootstrap.read_settings(LaunchTaskSettings)
    return run_preview(
        Run(
            preview=preview,
            title=body.title,
            stop_when=body.stop_when.to_domain() if body.stop_when else None,
            own_threshold="stop_when" in body.model_fields_set,
            key=idempotency_key,
            fingerprint=fingerprint(calls.event),
        ),
        caller=calls.caller,
        database=bootstrap.database(of),
        queues=bootstrap.queues(of),
        clock=bootstrap.clock(),
        ids=bootstrap.ids(),
    )


def _launched(body: LaunchRequest, idempotency_key: str) -> Task:
    of = bootstrap.read_settings(LaunchTaskSettings)
    caller, kind = calls.caller, kinds.find(body.of_kind())
    caller.require(kind.permission)
    return launch_task(
        Launch(
            kind=kind.name,
            params=validated(kind, body.params),
            title=body.title,
            stop_when=body.stop_when.to_domain() if body.stop_when else None,
            own_threshold="stop_when" in body.model_fields_set,
            key=idempotency_key,
            fingerprint=fingerprint(calls.event),
        ),
        caller=caller,
        database=bootstrap.database(of),
        files=bootstrap.files(of.files_bucket),
        queues=bootstrap.queues(of),
        clock=bootstrap.clock(),
        ids=bootstrap.ids(),
    )


@calls.post(
    "/v1/previews",
    operation_id="preview_task",
    tags=["Tasks"],
    responses=answers({202: TaskView}, 404, 409, 413, 422),
)
def preview(body: PreviewTaskRequest, idempotency_key: IdempotencyKey) -> Response[TaskView]:
    """Preview a task, an undo or a retry: the same work; nothing is written, sent or charged."""
    caller = calls.caller
    if (name := body.of_task()) is None:
        task = _previewed(body, idempotency_key)
    else:
        show = undo_task if body.undo_of is not None else retry_task
        task = _of_task_previewed(name, show, idempotency_key)
    database = bootstrap.database(bootstrap.read_settings(LaunchTaskSettings))
    return reply_launched(caller, read_task(task, database=database), bootstrap.clock().now())


def _of_task_previewed(name: str, show: Callable[..., Task], idempotency_key: str) -> Task:
    of = bootstrap.read_settings(LaunchTaskSettings)
    caller, database, clock = calls.caller, bootstrap.database(of), bootstrap.clock()
    return show(
        find_own_task(name, caller=caller, database=database, clock=clock),
        preview=True,
        caller=caller,
        key=idempotency_key,
        fingerprint=fingerprint(calls.event),
        database=database,
        files=bootstrap.files(of.files_bucket),
        queues=bootstrap.queues(of),
        clock=clock,
        ids=bootstrap.ids(),
    )


def _previewed(body: PreviewTaskRequest, idempotency_key: str) -> Task:
    of = bootstrap.read_settings(LaunchTaskSettings)
    caller, kind = calls.caller, kinds.find(body.of_kind())
    caller.require(kind.permission)
    return launch_task(
        Launch(
            kind=kind.name,
            params=validated(kind, body.params),
            title=body.title,
            preview=True,
            key=idempotency_key,
            fingerprint=fingerprint(calls.event),
        ),
        caller=caller,
        database=bootstrap.database(of),
        files=bootstrap.files(of.files_bucket),
        queues=bootstrap.queues(of),
        clock=bootstrap.clock(),
        ids=bootstrap.ids(),
    )


@calls.post(
    "/v1/autopilots/<workflow_id>/run",
    operation_id="run_autopilot",
    tags=["Autopilot"],
    responses=answers({202: TaskView}, 404, 413, 422),
)
def run_now(
    workflow_id: Annotated[str, in_path("Id of a workflow.")], idempotency_key: IdempotencyKey
) -> Response[TaskView]:
    """Run a workflow now, whether it is enabled or not; its schedule stays as it is."""
    of = bootstrap.read_settings(LaunchTaskSettings)
    caller = calls.caller
    task = run_workflow(
        workflow_id,
        key=idempotency_key,
        fingerprint=fingerprint(calls.event),
        validate=validated,
        caller=caller,
        database=bootstrap.database(of),
        files=bootstrap.files(of.files_bucket),
        queues=bootstrap.queues(of),
        clock=bootstrap.clock(),
        ids=bootstrap.ids(),
    )
    reading = read_task(task, database=bootstrap.database(of))
    return reply_launched(caller, reading, bootstrap.clock().now())


@calls.post(
    "/v1/tasks/preflight",
    operation_id="preflight_task",
    tags=["Tasks"],
    responses=answers({200: PreflightView}, 404, 413),
)
def look_ahead(body: PreflightRequest) -> Response[PreflightView]:
    """Count what a task would come to, by outcome and code; nothing is written, sent or charged."""
    of = bootstrap.read_settings(LaunchTaskSettings)
    caller, kind = calls.caller, kinds.find(body.kind)
    caller.require(kind.permission)
    found = preflight(
        kind.name,
        validated(kind, body.params),
        caller=caller,
        records=AccountRecords(
            bootstrap.database(of), bootstrap.files(of.files_bucket), caller.account
        ),
        clock=bootstrap.clock(),
    )
    return reply(PreflightView.of(found))


@calls.post(
    "/v1/uploads",
    operation_id="prepare_upload",
    tags=["Files"],
    responses=answers({201: UploadView}, 413),
)
def prepare(body: UploadRequest) -> Response[UploadView]:
    """Prepare the upload of a file: answers a form to post it with."""
    of = bootstrap.read_settings(LaunchTaskSettings)
    upload, form = prepare_upload(
        content_type=body.content_type,
        max_bytes=of.upload_max_bytes,
        caller=calls.caller,
        files=bootstrap.files(of.files_bucket),
        ids=bootstrap.ids(),
    )
    return reply(UploadView(upload_id=upload, url=form.url, fields=dict(form.fields)), 201)
