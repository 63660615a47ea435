"""Calls about Autopilot: workflows that launch a task on a schedule. Owners only."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler import Response

from legwork import bootstrap, kinds
from legwork.api.answers import answers
from legwork.api.http import Calls, OptionalKey, fingerprint, in_path, login_of, reply
from legwork.contracts.autopilot import WorkflowListView, WorkflowRequest, WorkflowView
from legwork.contracts.params import validated
from legwork.settings.edit_autopilot import EditAutopilotSettings
from legwork.store import workflows
from legwork.usecases.edit_workflow import (
    WorkflowInput,
    add_workflow,
    change_workflow,
    delete_workflow,
    require_owner,
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
    return reply(WorkflowListView(autopilots=[WorkflowView.of(one) for one in found]))


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
    location = {"Location": f"/v1/autopilots/{workflow.id}"}
    return reply(WorkflowView.of(workflow), 201, location)


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
    return reply(WorkflowView.of(found))


@calls.put(
    "/v1/autopilots/<workflow_id>",
    operation_id="change_autopilot",
    tags=["Autopilot"],
    responses=answers({200: WorkflowView}, 404, 413),
)
def change(workflow_id: WorkflowId, body: WorkflowRequest) -> Response[WorkflowView]:
    """Change a workflow."""
    of, caller = _settings(), calls.caller
    require_owner(caller)
    workflow = change_workflow(
        workflow_id,
        _input(body),
        caller=caller,
        login=login_of(calls.event),
        database=bootstrap.database(of),
        schedules=bootstrap.schedules(of),
        clock=bootstrap.clock(),
    )
    return reply(WorkflowView.of(workflow))


@calls.delete(
    "/v1/autopilots/<workflow_id>",
    operation_id="delete_autopilot",
    tags=["Autopilot"],
    responses=answers({204: "It is gone"}, 404),
)
def delete(workflow_id: WorkflowId) -> Response[None]:
    """Delete a workflow; the tasks that it launched stay."""
    of = _settings()
    delete_workflow(
        workflow_id,
        caller=calls.caller,
        database=bootstrap.database(of),
        schedules=bootstrap.schedules(of),
        clock=bootstrap.clock(),
    )
    return Response(204)


def _input(body: WorkflowRequest) -> WorkflowInput:
    return WorkflowInput(
        name=body.name,
        kind=body.kind,
        params=validated(kinds.find(body.kind), body.params),
        schedule=body.schedule,
        timezone=body.timezone,
        enabled=body.enabled,
    )


def _settings() -> EditAutopilotSettings:
    return bootstrap.read_settings(EditAutopilotSettings)
