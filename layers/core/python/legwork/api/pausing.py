"""Calls that stop a task for a while and let it go on."""

from __future__ import annotations

from aws_lambda_powertools.event_handler import Response

from legwork import bootstrap
from legwork.api.answers import answers
from legwork.api.http import Calls, TaskId, reply
from legwork.contracts.control import PauseRequest, ResumeRequest
from legwork.contracts.task import TaskView
from legwork.domain.permission import Caller
from legwork.domain.task import Task
from legwork.settings.manage_tasks import ManageTasksSettings
from legwork.usecases.pause_task import pause_task
from legwork.usecases.read_task import find_own_task, read_task_as_it_waits
from legwork.usecases.resume_task import resume_task

calls = Calls()


@calls.post(
    "/v1/tasks/<task_id>/pause",
    operation_id="pause_task",
    tags=["Tasks"],
    responses=answers({200: TaskView}, 404, 409, 413),
)
def pause(task_id: TaskId, body: PauseRequest | None = None) -> Response[TaskView]:
    """Pause a task: when this has answered, nothing of it is done until it is resumed."""
    caller, of = calls.caller, _settings()
    paused = pause_task(
        _own(task_id, caller),
        by=caller.doer,
        reason=body.reason if body else None,
        running_max=of.running_tasks_max,
        database=bootstrap.database(of),
        queues=bootstrap.queues(of),
        clock=bootstrap.clock(),
    )
    return reply(_view(caller, paused))


@calls.post(
    "/v1/tasks/<task_id>/resume",
    operation_id="resume_task",
    tags=["Tasks"],
    responses=answers({200: TaskView}, 404, 409, 413),
)
def resume(task_id: TaskId, body: ResumeRequest | None = None) -> Response[TaskView]:
    """Resume a paused task: it goes on where it stood, as soon as it has a turn."""
    caller, of = calls.caller, _settings()
    said = body is not None and "stop_when" in body.model_fields_set
    resumed = resume_task(
        _own(task_id, caller),
        by=caller.doer,
        stop_when=body.stop_when.to_domain() if body and body.stop_when else None,
        keep_threshold=not said,
        running_max=of.running_tasks_max,
        database=bootstrap.database(of),
        files=bootstrap.files(of.files_bucket),
        queues=bootstrap.queues(of),
        clock=bootstrap.clock(),
        retention=of.retention,
    )
    return reply(_view(caller, resumed))


def _settings() -> ManageTasksSettings:
    return bootstrap.read_settings(ManageTasksSettings)


def _own(task_id: str, caller: Caller) -> Task:
    database = bootstrap.database(_settings())
    return find_own_task(task_id, caller=caller, database=database, clock=bootstrap.clock())


def _view(caller: Caller, task: Task) -> TaskView:
    reading = read_task_as_it_waits(
        task, database=bootstrap.database(_settings()), clock=bootstrap.clock()
    )
    return TaskView.seen_by(caller, reading, bootstrap.clock().now())
