"""Launch the task of an Autopilot workflow: once for each scheduled moment, never in silence."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from legwork import kinds
from legwork.domain.effect import Effect
from legwork.domain.errors import (
    InvalidInput,
    NotAllowed,
    NotApproved,
    NotFound,
    StateChanged,
)
from legwork.domain.kind import Kind
from legwork.domain.permission import Caller
from legwork.domain.relative_day import resolved
from legwork.domain.retention import IDEMPOTENCY, Retention
from legwork.domain.sentence import sentence
from legwork.domain.task import (
    TITLE_LENGTH,
    Launcher,
    OfWorkflow,
    Subject,
    Task,
    TaskRef,
    TaskState,
    Via,
)
from legwork.domain.workflow import LastRun, Workflow
from legwork.ports import Clock, Database, Files, Ids, Queues, Staff
from legwork.store import launches, tasks, waits, workflows
from legwork.store.records import AccountRecords
from legwork.usecases.keep_upload import keep_upload
from legwork.usecases.launch_task import queue_planning
from legwork.usecases.refuse_unapproved import refuse_unseen

LATE_AFTER = timedelta(hours=6)
"""Moments older than this are not launched any more. Shorter than ``IDEMPOTENCY``."""
Validate = Callable[[Kind[Any], Mapping[str, Any]], Mapping[str, Any]]
"""Validates parameters at the border; raises InvalidInput."""


def launch_scheduled(
    account: str,
    workflow_id: str,
    scheduled_at: str,
    *,
    validate: Validate,
    database: Database,
    files: Files,
    queues: Queues,
    staff: Staff,
    clock: Clock,
    ids: Ids,
    retention: Retention,
) -> Task | None:
    """Launch a workflow's task for one scheduled moment, however often the moment is delivered.

    A task that cannot be launched (its owner is gone or lost the permission, its parameters do
    not fit the kind any more, its moment is long past) is recorded as failed, with the reason, and
    announced.

    Args:
        account, workflow_id: which workflow.
        scheduled_at: the moment, as the scheduler names it.
        validate: validates the parameters.
        database, files, queues, staff, clock, ids: the ports.
        retention: how long a failed task stays.
    """
    database.tab.open()
    try:
        workflow = workflows.load(database, account, workflow_id)
    except NotFound:
        # Deleted a moment ago, while its schedule was still there.
        return None
    launcher = f"autopilot#{workflow.id}"
    earlier = launches.launched(database, account, launcher, scheduled_at, clock.now())
    if earlier is not None:
        task = tasks.load(database, earlier[0])
        if task is not None:
            queue_planning(task, queues=queues)
        return task
    if not workflow.enabled:
        # Disabled since that moment was on its way.
        return None
    task = _task(workflow, scheduled_at, database, files, staff, clock, ids, retention, validate)
    memory = launches.Memory(
        launcher, scheduled_at, digest(scheduled_at), task.created_at + IDEMPOTENCY
    )
    moment = _moment(scheduled_at) or clock.now()
    try:
        task = launches.record(database, task, memory, of_workflow=noted(workflow, task, moment))
    except (launches.AlreadyLaunched, StateChanged):
        return None
    queue_planning(task, queues=queues)
    return task


def _task(
    workflow: Workflow,
    scheduled_at: str,
    database: Database,
    files: Files,
    staff: Staff,
    clock: Clock,
    ids: Ids,
    retention: Retention,
    validate: Validate,
) -> Task:
    now = clock.now()
    of_account = launches.next_of(database, workflow.account)
    task = Task(
        ref=TaskRef(workflow.account, ids.new()),
        number=of_account.number,
        stop_when=of_account.stop_when,
        kind=workflow.kind,
        params=workflow.params,
        title=workflow.name,
        launched_by=Launcher(workflow.owner_id, workflow.owner_name, Via.AUTOPILOT),
        workflow=OfWorkflow(workflow.id, workflow.name),
        created_at=now,
    )
    try:
        records = AccountRecords(database, files, workflow.account)
        _check_moment(scheduled_at, now)
        moment = _moment(scheduled_at) or now
        params, subject = _checked(workflow, moment, records, files, staff, validate, now)
        too_many = None
        if workflow.wait_hours is None:
            kind = kinds.find(workflow.kind)
            targets = partial(kind.targets, kind.read_params(params), records, None)
            too_many = refuse_unseen(of_account.rules, kind.name, targets)
    except (InvalidInput, NotAllowed, NotApproved, NotFound) as reason:
        return task.evolve(
            state=TaskState.FAILED,
            failure=sentence(f"Autopilot could not launch it: {reason}"),
            ended_at=now,
            unannounced=True,
            expires_at=retention.task_expires_at(now, cancelled=False, listed=True),
        )
    task = task.evolve(params=params, subject=subject, too_many=too_many)
    if workflow.wait_hours is None:
        return task
    title = preview_title(workflow)
    hours = workflow.wait_hours
    return task.evolve(preview=True, stop_when=None, title=title, wait_hours=hours)


def preview_title(workflow: Workflow) -> str:
    """What the preview of a workflow is called: whoever is told of its end sees what comes."""
    hours = workflow.wait_hours or 0
    when = "an hour" if hours == 1 else f"{hours} hours"
    return sentence(f"Preview: {workflow.name}; runs {when} later unless stopped", TITLE_LENGTH)


def noted(workflow: Workflow, task: Task, moment: datetime) -> list[Effect]:
    """What the launch of a workflow's task changes in the workflow's rows."""
    changes: list[Effect] = [workflows.ran(workflow, LastRun(moment, task.ref.id))]
    if task.preview:
        changes.append(waits.begin_wait(waits.Wait(workflow.account, workflow.id, task.ref.id)))
    return changes


def _check_moment(scheduled_at: str, now: datetime) -> None:
    """Refuse a moment that could not be launched for hours.

    Whoever waited for it has helped themselves by then; and a moment must not outlive the memory
    of what was launched for it.
    """
    moment = _moment(scheduled_at)
    if moment is None:
        # It is a name like any other: it only cannot be late.
        return
    if now - moment > LATE_AFTER:
        raise InvalidInput(
            f"its moment was {moment:%d %B %Y, %H:%M} UTC, and it could be launched only now. "
            "Launch it yourself if it is still wanted."
        )


def _moment(scheduled_at: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(scheduled_at)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _checked(
    workflow: Workflow,
    moment: datetime,
    records: AccountRecords,
    files: Files,
    staff: Staff,
    validate: Validate,
    now: datetime,
) -> tuple[Mapping[str, Any], Subject | None]:
    kind = kinds.find(workflow.kind)
    owner_of(workflow, staff).require(kind.permission)
    stored = validate(kind, resolved(kind, workflow.params, moment, workflow.timezone))
    params = kind.read_params(stored)
    keep_upload(workflow.account, kind.upload(params), files=files)
    kind.check(params, records, now)
    return stored, kind.subject(params)


def owner_of(workflow: Workflow, staff: Staff) -> Caller:
    """The owner of a workflow with the permissions of this moment.

    Raises:
        NotAllowed: there is none such any more.
    """
    found = staff.find(workflow.owner_login)
    if found is None or found.account != workflow.account or found.id != workflow.owner_id:
        raise NotAllowed(
            f"{workflow.owner_name}, in whose name it launches, does not belong to the account "
            "any more. Let an owner save the workflow again."
        )
    return found


def digest(text: str) -> str:
    """Stands for a request that has no body."""
    return hashlib.sha256(text.encode()).hexdigest()
