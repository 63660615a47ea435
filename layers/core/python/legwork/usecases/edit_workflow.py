"""Add, change and delete Autopilot workflows, each together with its schedule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from legwork import kinds
from legwork.domain.errors import (
    Conflicted,
    KeyReused,
    NotAllowed,
    Outdated,
    StateChanged,
    TooLarge,
    VersionMissing,
)
from legwork.domain.permission import OWNER, Caller
from legwork.domain.storable import size_of
from legwork.domain.task import check_params
from legwork.domain.workflow import Workflow, check_schedule
from legwork.ports import Clock, Database, Ids, Schedules
from legwork.store import workflows
from legwork.usecases.catch_up_schedule import catch_up_schedule

ALL_BYTES = 2_000_000
"""Parameters of all workflows of an account: they are listed in one answer."""
_AT_IT = "Somebody else is changing this workflow. Send the same call again in a moment."


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowInput:
    """What an owner says of a workflow, its parameters validated."""

    name: str
    kind: str
    params: Mapping[str, Any]
    schedule: str
    timezone: str
    enabled: bool
    wait_hours: int | None = None
    """It previews first, and runs the preview so long after its end."""


def require_owner(caller: Caller) -> None:
    """Refuse all but owners.

    Raises:
        NotAllowed: the caller is none.
    """
    if not caller.owner:
        raise NotAllowed("Only an owner of the account may see or change Autopilot.", OWNER)


def tag_of(workflow: Workflow) -> str:
    """The ETag of a version of a workflow."""
    return f'"{workflow.version}"'


def _check_version(workflow: Workflow, tags: frozenset[str] | None) -> None:
    """Refuse a change that is not based on the version of now.

    Raises:
        VersionMissing, Outdated: the caller names none, or an older one.
    """
    if tags is None:
        return
    if not tags:
        raise VersionMissing(
            "Read the workflow first, and send the ETag of that answer as If-Match with the change."
        )
    if not tags & {tag_of(workflow), "*"}:
        raise Outdated(
            "Somebody has changed this workflow since you read it. Read it again, and then change "
            "it."
        )


def add_workflow(
    given: WorkflowInput,
    *,
    caller: Caller,
    login: str,
    database: Database,
    schedules: Schedules,
    clock: Clock,
    ids: Ids,
    key: str | None = None,
    fingerprint: str = "",
) -> Workflow:
    """Add a workflow; with a key, the same call again answers with the same one.

    Raises:
        NotAllowed: the caller is no owner.
        InvalidInput: the kind or the schedule is none.
        TooLarge: there is no room for its parameters.
        KeyReused: the key was used for another request.
        NotFound: what the key has added is gone.
    """
    require_owner(caller)
    memory = None if key is None else workflows.Memory(caller.id, key, fingerprint)
    earlier = _added(memory, caller, database, clock)
    if earlier is not None:
        # If the call that added it has died since, its schedule is left to the watchdog: whoever
        # else tried could undo what an owner changes meanwhile.
        return earlier
    _check(given, workflows.list_all(database, caller.account))
    workflow = _new(given, caller, login, clock, ids)
    try:
        workflows.add(database, workflow, clock.now(), memory)
    except workflows.AlreadyAdded:
        # The same call came twice at the same moment, and the other one was first.
        return _added(memory, caller, database, clock) or workflow
    catch_up_schedule(
        workflow.account, workflow.id, database=database, schedules=schedules, clock=clock
    )
    return workflow


def _added(
    memory: workflows.Memory | None, caller: Caller, database: Database, clock: Clock
) -> Workflow | None:
    """What the same call added before."""
    if memory is None:
        return None
    account, now = caller.account, clock.now()
    found = workflows.added(database, account, memory.user, memory.key, now)
    if found is None:
        return None
    workflow_id, earlier = found
    if earlier != memory.fingerprint:
        raise KeyReused("This Idempotency-Key was used for another request. Take a new one.")
    return workflows.load(database, account, workflow_id)


def _new(given: WorkflowInput, caller: Caller, login: str, clock: Clock, ids: Ids) -> Workflow:
    return Workflow(
        account=caller.account,
        id=ids.new(),
        name=given.name,
        kind=given.kind,
        params=given.params,
        schedule=given.schedule,
        timezone=given.timezone,
        enabled=given.enabled,
        wait_hours=given.wait_hours,
        owner_id=caller.id,
        owner_name=caller.name,
        owner_login=login,
        created_at=clock.now(),
    )


def change_workflow(
    workflow_id: str,
    given: WorkflowInput,
    *,
    tags: frozenset[str] | None = None,
    caller: Caller,
    login: str,
    database: Database,
    schedules: Schedules,
    clock: Clock,
) -> Workflow:
    """Change a workflow; from now on it launches in the name of the owner who changed it.

    Raises:
        NotAllowed: the caller is no owner.
        NotFound: there is none.
        VersionMissing, Outdated: ``tags`` name no version, or an older one.
        InvalidInput: the kind or the schedule is none.
        TooLarge: there is no room for its parameters.
        Conflicted: somebody else is changing it.
    """
    require_owner(caller)
    every = workflows.list_all(database, caller.account)
    _check(given, [other for other in every if other.id != workflow_id])
    before = workflows.load(database, caller.account, workflow_id)
    _check_version(before, tags)
    after = before.evolve(
        name=given.name,
        kind=given.kind,
        params=given.params,
        schedule=given.schedule,
        timezone=given.timezone,
        enabled=given.enabled,
        wait_hours=given.wait_hours,
        owner_id=caller.id,
        owner_name=caller.name,
        owner_login=login,
    )
    try:
        workflows.replace(database, before, after, clock.now())
    except StateChanged as changed:
        raise Conflicted(_AT_IT) from changed
    catch_up_schedule(after.account, after.id, database=database, schedules=schedules, clock=clock)
    return after


def delete_workflow(
    workflow_id: str,
    *,
    tags: frozenset[str] | None = None,
    caller: Caller,
    database: Database,
    schedules: Schedules,
    clock: Clock,
) -> None:
    """Delete a workflow. The tasks that it launched stay.

    Raises:
        NotAllowed: the caller is no owner.
        NotFound: there is none.
        VersionMissing, Outdated: ``tags`` name no version, or an older one.
        Conflicted: somebody else is changing it.
    """
    require_owner(caller)
    workflow = workflows.load(database, caller.account, workflow_id)
    _check_version(workflow, tags)
    try:
        workflows.mark_deleted(database, workflow, clock.now(), by=caller.doer)
    except StateChanged as changed:
        raise Conflicted(_AT_IT) from changed
    catch_up_schedule(
        workflow.account, workflow.id, database=database, schedules=schedules, clock=clock
    )


def _check(given: WorkflowInput, others: Sequence[Workflow]) -> None:
    kinds.find(given.kind)
    check_schedule(given.schedule, given.timezone)
    check_params(given.params)
    if sum(size_of(params) for params in (given.params, *(o.params for o in others))) > ALL_BYTES:
        raise TooLarge("The account's workflows are too large together: delete one first.")
