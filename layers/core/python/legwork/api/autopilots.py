"""Calls about Autopilot: workflows that launch a task on a schedule. Owners only."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler import Response

from legwork import bootstrap, kinds
from legwork.api.answers import answers
from legwork.api.callers import login_of
from legwork.api.etag import IfMatch, tags_in
from legwork.api.http import Calls, OptionalKey, fingerprint, in_path, reply
from legwork.contracts.autopilot import WorkflowListView, WorkflowRequest, WorkflowView
from legwork.contracts.params import validated_of_workflow
from legwork.domain.workflow import Workflow, check_schedule
from legwork.settings.edit_autopilot import EditAutopilotSettings
from legwork.store import workflows
from legwork.usecases.edit_workflow import (
    WorkflowInput,
    add_workflow,
    change_workflow,
    delete_workflow,
    require_owner,
    tag_of,
)

calls = Calls()
WorkflowId = Annotated[str, in_path("Id of a workflow.")]


@calls.get(
    "/v1/autopilots",
    operation_id="list_autopilots",
    tags=["Autopilot"],
    responses=answers({200: WorkflowListView}),
)
def list_() -> Response[WorkflowListView]:
    """List the account's workflows, oldest first."""
    caller = calls.caller
    require_owner(caller)
    found = workflows.list_all(bootstrap.database(_settings()), caller.account)
    now = bootstrap.clock().now()
    return reply(WorkflowListView(autopilots=[WorkflowView.of(one, now) for one in found]))


@calls.post(
    "/v1/autopilots",
    operation_id="add_autopilot",
    tags=["Autopilot"],
    responses=answers({201: WorkflowView}, 404, 413, 422),
)
def add(body: WorkflowRequest, idempotency_key: OptionalKey = None) -> Response[WorkflowView]:
    """Add a workflow."""
    of, caller = _settings(), calls.caller
    require_owner(caller)
    workflow = add_workflow(
        _input(body),
        caller=caller,
        login=login_of(calls.event),
        database=bootstrap.database(of),
        schedules=bootstrap.schedules(of),
        clock=bootstrap.clock(),
        ids=bootstrap.ids(),
        key=idempotency_key,
        fingerprint=fingerprint(calls.event),
    )
    return _shown(workflow, 201, {"Location": f"/v1/autopilots/{workflow.id}"})


@calls.get(
    "/v1/autopilots/<workflow_id>",
    operation_id="get_autopilot",
    tags=["Autopilot"],
    responses=answers({200: WorkflowView}, 404),
)
def read(workflow_id: WorkflowId) -> Response[WorkflowView]:
    """Read a workflow."""
    caller = calls.caller
    require_owner(caller)
    found = workflows.load(bootstrap.database(_settings()), caller.account, workflow_id)
    return _shown(found)


@calls.put(
    "/v1/autopilots/<workflow_id>",
    operation_id="change_autopilot",
    tags=["Autopilot"],
    responses=answers({200: WorkflowView}, 404, 412, 413, 428),
)
def change(
    workflow_id: WorkflowId, body: WorkflowRequest, if_match: IfMatch = None
) -> Response[WorkflowView]:
    """Change a workflow."""
    of, caller = _settings(), calls.caller
    require_owner(caller)
    workflow = change_workflow(
        workflow_id,
        _input(body),
        tags=tags_in(if_match),
        caller=caller,
        login=login_of(calls.event),
        database=bootstrap.database(of),
        schedules=bootstrap.schedules(of),
        clock=bootstrap.clock(),
    )
    return _shown(workflow)


@calls.delete(
    "/v1/autopilots/<workflow_id>",
    operation_id="delete_autopilot",
    tags=["Autopilot"],
    responses=answers({204: "It is gone"}, 404, 412, 428),
)
def delete(workflow_id: WorkflowId, if_match: IfMatch = None) -> Response[None]:
    """Delete a workflow; the tasks that it launched stay."""
    of = _settings()
    delete_workflow(
        workflow_id,
        tags=tags_in(if_match),
        caller=calls.caller,
        database=bootstrap.database(of),
        schedules=bootstrap.schedules(of),
        clock=bootstrap.clock(),
    )
    return Response(204)


def _shown(
    workflow: Workflow, status: int = 200, headers: dict[str, str] | None = None
) -> Response[WorkflowView]:
    """A workflow with the ETag that a change of it names."""
    view = WorkflowView.of(workflow, bootstrap.clock().now())
    return reply(view, status, {**(headers or {}), "ETag": tag_of(workflow)})


def _input(body: WorkflowRequest) -> WorkflowInput:
    check_schedule(body.schedule, body.timezone)
    kind, now = kinds.find(body.kind), bootstrap.clock().now()
    return WorkflowInput(
        name=body.name,
        kind=body.kind,
        params=validated_of_workflow(kind, body.params, now, body.timezone),
        schedule=body.schedule,
        timezone=body.timezone,
        enabled=body.enabled,
        wait_hours=body.preview.wait_hours if body.preview else None,
    )


def _settings() -> EditAutopilotSettings:
    return bootstrap.read_settings(EditAutopilotSettings)
