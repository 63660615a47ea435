"""Retry a task: launch another one over the targets that failed or were not attempted."""

from __future__ import annotations

from legwork import kinds
from legwork.domain.errors import StateChanged, WrongState
from legwork.domain.permission import Caller
from legwork.domain.retention import IDEMPOTENCY
from legwork.domain.task import Launcher, Task, TaskRef
from legwork.ports import Clock, Database, Ids, Queues
from legwork.store import launches
from legwork.usecases.launch_task import find_launched, queue_planning


def retry_task(
    first: Task,
    *,
    caller: Caller,
    key: str,
    fingerprint: str,
    database: Database,
    queues: Queues,
    clock: Clock,
    ids: Ids,
) -> Task:
    """Launch a task over what is left of another; the same call again answers with the same task.

    What is left of a task can be taken up once, so that both together touch each target at most
    once with success. What the retry leaves over, a retry of the retry takes up.

    Raises:
        NotAllowed: the caller lacks the kind's permission.
        WrongState: the task has not ended, nothing is left of it, or it is being retried already.
        KeyReused: the key was used for another request.
    """
    caller.require(kinds.find(first.kind).permission)
    earlier = find_launched(
        caller=caller, key=key, fingerprint=fingerprint, database=database, clock=clock
    )
    if earlier is None:
        _check(first)
        earlier = _record(first, caller, key, fingerprint, database, clock, ids)
    queue_planning(earlier, queues=queues)
    return earlier


def _check(first: Task) -> None:
    if not first.state.ended:
        raise WrongState("The task has not ended.")
    if first.retried_by is not None:
        raise WrongState(f"What is left of it has been taken up by task {first.retried_by}.")
    if not first.leftover:
        raise WrongState("There is nothing to retry: no target failed or was left out.")


def _record(
    first: Task,
    caller: Caller,
    key: str,
    fingerprint: str,
    database: Database,
    clock: Clock,
    ids: Ids,
) -> Task:
    now = clock.now()
    retry = Task(
        ref=TaskRef(caller.account, ids.new()),
        number=launches.next_number(database, caller.account),
        kind=first.kind,
        params=first.params,
        title=first.title,
        launched_by=Launcher(caller.id, caller.name),
        created_at=now,
        subject=first.subject,
        retry_of=first.ref.id,
        upload=first.upload,
    )
    memory = launches.Memory(caller.id, key, fingerprint, now + IDEMPOTENCY)
    try:
        launches.record(database, retry, memory, retried=first)
    except StateChanged as changed:
        raise WrongState("What is left of it has just been taken up by another task.") from changed
    except launches.AlreadyLaunched:
        # The same call came twice at the same moment, and the other one was first.
        found = find_launched(
            caller=caller, key=key, fingerprint=fingerprint, database=database, clock=clock
        )
        if found is None:
            raise
        return found
    return retry
