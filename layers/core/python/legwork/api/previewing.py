"""Calls about previews that somebody else has to approve, and about which those are."""

from __future__ import annotations

from aws_lambda_powertools.event_handler import Response

from legwork import bootstrap, kinds
from legwork.api.answers import answers
from legwork.api.http import Calls, TaskId, reply
from legwork.contracts.approval import ApprovalRulesRequest, ApprovalRulesView, DecideRequest
from legwork.contracts.task import TaskView
from legwork.domain.act import Act, ActName
from legwork.settings.manage_tasks import ManageTasksSettings
from legwork.store import approval_rules
from legwork.usecases.decide_on_preview import decide_on_preview
from legwork.usecases.read_task import find_task, read_task_as_it_waits

calls = Calls()


@calls.post(
    "/v1/previews/<task_id>/approve",
    operation_id="approve_preview",
    tags=["Tasks"],
    responses=answers({200: TaskView}, 404, 409, 413),
)
def approve(task_id: TaskId, body: DecideRequest | None = None) -> Response[TaskView]:
    """Approve a preview of somebody else: what it shows may be launched."""
    return _decided(task_id, body, approve=True)


@calls.post(
    "/v1/previews/<task_id>/reject",
    operation_id="reject_preview",
    tags=["Tasks"],
    responses=answers({200: TaskView}, 404, 409, 413),
)
def reject(task_id: TaskId, body: DecideRequest | None = None) -> Response[TaskView]:
    """Reject a preview of somebody else: it cannot be launched."""
    return _decided(task_id, body, approve=False)


@calls.get(
    "/v1/approval-rules",
    operation_id="get_approval_rules",
    tags=["Account"],
    responses=answers({200: ApprovalRulesView}),
)
def read() -> Response[ApprovalRulesView]:
    """Read which launches somebody else must approve. Owners only."""
    caller = calls.caller
    caller.require_owner()
    found = approval_rules.load(bootstrap.database(_settings()), caller.account)
    return reply(ApprovalRulesView.of(found))


@calls.put(
    "/v1/approval-rules",
    operation_id="put_approval_rules",
    tags=["Account"],
    responses=answers({200: ApprovalRulesView}, 413),
)
def put(body: ApprovalRulesRequest) -> Response[ApprovalRulesView]:
    """Say which launches somebody else must approve, from so many targets or cents on. Owners only.

    It holds for launches by hand, by Autopilot and by programs from now on.
    """
    caller = calls.caller
    caller.require_owner()
    for one in body.rules:
        kinds.find(one.kind)
    rules = [one.to_domain() for one in body.rules]
    act = Act(
        account=caller.account,
        name=ActName.SETTINGS_CHANGED,
        by=caller.doer,
        at=bootstrap.clock().now(),
        detail={"approval_rules": [dict(one.to_value()) for one in rules]},
    )
    approval_rules.put(bootstrap.database(_settings()), caller.account, rules, act)
    return reply(ApprovalRulesView.of(rules))


def _decided(task_id: str, body: DecideRequest | None, *, approve: bool) -> Response[TaskView]:
    caller, clock = calls.caller, bootstrap.clock()
    database = bootstrap.database(_settings())
    decided = decide_on_preview(
        find_task(task_id, caller=caller, database=database, clock=clock),
        approve=approve,
        reason=body.reason if body else None,
        caller=caller,
        database=database,
        clock=clock,
    )
    reading = read_task_as_it_waits(decided, database=database, clock=clock)
    return reply(TaskView.seen_by(caller, reading, clock.now()))


def _settings() -> ManageTasksSettings:
    return bootstrap.read_settings(ManageTasksSettings)
