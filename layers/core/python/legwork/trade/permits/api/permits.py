"""Calls about permits: save, bill out, read, background jobs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel

from legwork import bootstrap
from legwork.api.answers import answers
from legwork.api.http import (
    Beginning,
    Calls,
    Cursor,
    IdempotencyKey,
    Limit,
    fingerprint,
    in_path,
    named,
    reply,
    reply_launched,
)
from legwork.contracts.directory import NamedView
from legwork.contracts.outcome import OutcomeView
from legwork.contracts.progress import ProgressView
from legwork.contracts.task import TaskView
from legwork.domain.errors import WrongState
from legwork.domain.outcome import Outcome
from legwork.domain.permission import Caller, Permission
from legwork.domain.progress import progress_of
from legwork.domain.task import Subject, Task, TaskState
from legwork.settings.edit_permit import EditPermitSettings
from legwork.store.records import AccountRecords
from legwork.trade.permits.api.receipts import receipt_view
from legwork.trade.permits.contracts.permit import (
    JobListView,
    JobView,
    PermitListView,
    PermitView,
    ReceiptView,
    SavedPermitView,
)
from legwork.trade.permits.contracts.permit_request import BilloutRequest, PermitSaveRequest
from legwork.trade.permits.contracts.reservation import ReservationListView, ReservationView
from legwork.trade.permits.permit import PERMIT_PATTERN, check_permit_number
from legwork.trade.permits.usecases.bill_out_permit import launch_of_billout
from legwork.trade.permits.usecases.read_permit import (
    find_permit,
    page_of_reservations,
    read_permit,
)
from legwork.trade.permits.usecases.save_permit import PermitSave, launch_of_save
from legwork.usecases.launch_task import Launch, find_launched, queue_planning, record_task
from legwork.usecases.list_names import list_names
from legwork.usecases.list_tasks import TaskFilter, list_tasks
from legwork.usecases.read_outcomes import read_outcomes
from legwork.usecases.read_task import read_task
from legwork.usecases.run_inline import run_inline

calls = Calls()
PermitNumber = Annotated[str, in_path("Number of a permit.", pattern=PERMIT_PATTERN)]

_INLINE_SECONDS = 20
"""Time that a small task has within its call; API Gateway gives up after 30."""
_JOBS = 25


@calls.put(
    "/v1/permits/<permit>",
    operation_id="save_permit",
    tags=["Permits"],
    responses=answers({200: SavedPermitView, 202: TaskView}, 404, 409, 413, 422),
)
def save(
    permit: PermitNumber, body: PermitSaveRequest, idempotency_key: IdempotencyKey
) -> Response[SavedPermitView | TaskView]:
    """Save reservations of a permit: a few at once (200), many in the background (202)."""
    of, caller = _settings(), calls.caller
    caller.require(Permission.PERMITS)
    given = body.reservations
    request = PermitSave(
        permit=named(permit),
        holder=body.holder,
        reservations=None if given is None else [one.model_dump() for one in given],
        upload=body.upload_id,
        requirements=body.requirements.model_dump() if body.requirements else {},
        on_conflict=body.on_conflict,
    )
    task = _launched(idempotency_key) or _launch(
        launch_of_save(
            request,
            key=idempotency_key,
            fingerprint=fingerprint(calls.event),
            background_at=of.permit_save_background_at,
            caller=caller,
            database=bootstrap.database(of),
            files=bootstrap.files(of.files_bucket),
            ids=bootstrap.ids(),
        )
    )
    return _reply(task, _saved)


@calls.post(
    "/v1/permits/<permit>/billout",
    operation_id="bill_out_permit",
    tags=["Permits"],
    responses=answers({200: ReceiptView, 202: TaskView}, 404, 409, 413, 422),
)
def bill_out(
    permit: PermitNumber, idempotency_key: IdempotencyKey, body: BilloutRequest | None = None
) -> Response[ReceiptView | TaskView]:
    """Bill reservations out: a few at once (200), many in the background (202)."""
    of, caller = _settings(), calls.caller
    caller.require(Permission.PERMITS)
    task = _launched(idempotency_key) or _launch(
        launch_of_billout(
            named(permit),
            body.reservations if body else None,
            key=idempotency_key,
            fingerprint=fingerprint(calls.event),
            background_at=of.permit_billout_background_at,
            caller=caller,
            database=bootstrap.database(of),
            files=bootstrap.files(of.files_bucket),
            clock=bootstrap.clock(),
        )
    )
    return _reply(task, _receipt)


@calls.get(
    "/v1/permits",
    operation_id="list_permits",
    tags=["Permits"],
    responses=answers({200: PermitListView}),
)
def list_(q: Beginning = "", limit: Limit = 25, cursor: Cursor = None) -> Response[PermitListView]:
    """List permits by the beginning of number or holder, in the order of these."""
    found, next_cursor = list_names(
        "permits",
        q,
        needs=(Permission.PERMITS,),
        caller=calls.caller,
        limit=limit,
        cursor=cursor,
        database=bootstrap.database(_settings()),
    )
    views = [NamedView.of(one) for one in found]
    return reply(PermitListView(permits=views, next_cursor=next_cursor))


@calls.get(
    "/v1/permits/<permit>",
    operation_id="get_permit",
    tags=["Permits"],
    responses=answers({200: PermitView}, 404),
)
def read(permit: PermitNumber) -> Response[PermitView]:
    """Read a permit with its counts and totals."""
    caller = calls.caller
    return reply(_permit(named(permit), caller))


@calls.get(
    "/v1/permits/<permit>/reservations",
    operation_id="list_reservations",
    tags=["Permits"],
    responses=answers({200: ReservationListView}, 404),
)
def reservations(
    permit: PermitNumber, limit: Limit = 25, cursor: Cursor = None
) -> Response[ReservationListView]:
    """List a permit's reservations."""
    caller = calls.caller
    records = _records(caller)
    find_permit(named(permit), caller=caller, records=records)
    found, next_cursor = page_of_reservations(
        named(permit), caller=caller, limit=limit, cursor=cursor, records=records
    )
    views = [ReservationView.of(one) for one in found]
    return reply(ReservationListView(reservations=views, next_cursor=next_cursor))


@calls.get(
    "/v1/permits/<permit>/background-jobs",
    operation_id="list_background_jobs",
    tags=["Permits"],
    responses=answers({200: JobListView}, 404),
)
def background_jobs(permit: PermitNumber) -> Response[JobListView]:
    """List the last 25 background jobs of a permit, newest first."""
    of, caller = _settings(), calls.caller
    # A permit that is being saved for the first time has a job before it is there.
    check_permit_number(named(permit))
    page = list_tasks(
        TaskFilter(subject=Subject("permit", named(permit))),
        caller=caller,
        limit=_JOBS,
        cursor=None,
        database=bootstrap.database(of),
        clock=bootstrap.clock(),
    )
    return reply(JobListView(jobs=[JobView.of(reading) for reading in page.readings]))


def _launched(key: str) -> Task | None:
    """The task of an earlier try of this very call."""
    return find_launched(
        caller=calls.caller,
        key=key,
        fingerprint=fingerprint(calls.event),
        database=bootstrap.database(_settings()),
        clock=bootstrap.clock(),
    )


def _launch(launch: Launch) -> Task:
    of = _settings()
    task = record_task(
        launch,
        caller=calls.caller,
        database=bootstrap.database(of),
        files=bootstrap.files(of.files_bucket),
        clock=bootstrap.clock(),
        ids=bootstrap.ids(),
    )
    if task.ref.listed:
        queue_planning(task, queues=bootstrap.queues(of))
    return task


def _reply(task: Task, inline: Callable[[Task, Caller], BaseModel]) -> Response[Any]:
    if task.ref.listed:
        reading = read_task(task, database=bootstrap.database(_settings()))
        return reply_launched(calls.caller, reading, bootstrap.clock().now())
    return reply(inline(_run_inline(task), calls.caller))


def _run_inline(task: Task) -> Task:
    of = _settings()
    ended = run_inline(
        task,
        database=bootstrap.database(of),
        files=bootstrap.files(of.files_bucket),
        clock=bootstrap.clock(),
        ids=bootstrap.ids(),
        retention=of.retention,
        until=bootstrap.clock().now() + timedelta(seconds=_INLINE_SECONDS),
    )
    if ended.state is TaskState.FAILED:
        raise WrongState(ended.failure or "It could not be done.")
    return ended


def _saved(task: Task, caller: Caller) -> SavedPermitView:
    of = _settings()
    page = read_outcomes(
        task,
        wanted=[Outcome.WARNING, Outcome.ERROR, Outcome.SKIPPED],
        limit=1_000,
        cursor=None,
        database=bootstrap.database(of),
    )
    subject = task.subject.id if task.subject else ""
    return SavedPermitView(
        **_permit(subject, caller).model_dump(),
        saved=ProgressView.of(progress_of(task, ())),
        outcomes=[OutcomeView.of(found) for found in page.outcomes],
    )


def _receipt(task: Task, caller: Caller) -> ReceiptView:
    records = _records(caller)
    if task.result is not None and task.result.type == "receipt":
        return receipt_view(task.result.id, caller, records, limit=100, cursor=None)
    subject = task.subject.id if task.subject else ""
    return ReceiptView.nothing(dict(find_permit(subject, caller=caller, records=records)))


def _permit(permit: str, caller: Caller) -> PermitView:
    database = bootstrap.database(_settings())
    found, counts = read_permit(permit, caller=caller, database=database, records=_records(caller))
    return PermitView.of(dict(found), counts)


def _records(caller: Caller) -> AccountRecords:
    of = _settings()
    return AccountRecords(bootstrap.database(of), bootstrap.files(of.files_bucket), caller.account)


def _settings() -> EditPermitSettings:
    return bootstrap.read_settings(EditPermitSettings)
