"""Run a workflow of Autopilot now: its task, without waiting for its next moment."""

from __future__ import annotations

from legwork import kinds
from legwork.domain.effect import Effect
from legwork.domain.permission import Caller
from legwork.domain.relative_day import resolved
from legwork.domain.task import OfWorkflow, Task
from legwork.domain.workflow import LastRun
from legwork.ports import Clock, Database, Files, Ids, Queues
from legwork.store import waits, workflows
from legwork.usecases.edit_workflow import require_owner
from legwork.usecases.launch_scheduled import Validate, preview_title
from legwork.usecases.launch_task import Launch, find_launched, launch_task, queue_planning


def run_workflow(
    workflow_id: str,
    *,
    key: str,
    fingerprint: str,
    validate: Validate,
    caller: Caller,
    database: Database,
    files: Files,
    queues: Queues,
    clock: Clock,
    ids: Ids,
) -> Task:
    """Launch a workflow's task, in the name of whoever asks; the same call again, the same task.

    It is one of the workflow's tasks, as those of its moments are: whoever sees these sees it. Its
    relative days count from now. A workflow that is disabled can be run all the same. One that
    previews first does so here, too, and goes on unless it is disabled or stopped by then.

    Args:
        workflow_id: which workflow.
        key: the caller's Idempotency-Key.
        fingerprint: digest of the request as it was sent.
        validate: validates the parameters.
        caller: an owner.
        database, files, queues, clock, ids: the ports.

    Raises:
        NotAllowed: the caller is no owner.
        NotFound: there is no such workflow.
        KeyReused: the key was used for another request.
        InvalidInput: its parameters do not fit its kind any more.
    """
    require_owner(caller)
    earlier = find_launched(
        caller=caller, key=key, fingerprint=fingerprint, database=database, clock=clock
    )
    if earlier is not None:
        queue_planning(earlier, queues=queues)
        return earlier
    workflow = workflows.load(database, caller.account, workflow_id)
    kind, now = kinds.find(workflow.kind), clock.now()
    params = validate(kind, resolved(kind, workflow.params, now, workflow.timezone))
    task_id, hours = ids.new(), workflow.wait_hours
    changes: list[Effect] = [workflows.ran(workflow, LastRun(now, task_id))]
    if hours:
        wait = waits.Wait(workflow.account, workflow.id, task_id)
        changes.append(waits.begin_wait(wait))
    launch = Launch(
        kind=kind.name,
        params=params,
        title=preview_title(workflow) if hours else workflow.name,
        preview=hours is not None,
        wait_hours=hours,
        key=key,
        fingerprint=fingerprint,
        id=task_id,
        workflow=OfWorkflow(workflow.id, workflow.name),
        of_workflow=changes,
    )
    return launch_task(
        launch,
        caller=caller,
        database=database,
        files=files,
        queues=queues,
        clock=clock,
        ids=ids,
    )
