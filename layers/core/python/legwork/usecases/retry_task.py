"""Retry a task: launch another one over the targets that failed or were not attempted."""

from __future__ import annotations

from collections.abc import Collection

from legwork import kinds
from legwork.domain.errors import StateChanged, WrongState
from legwork.domain.outcome import Outcome
from legwork.domain.permission import Caller
from legwork.domain.preview import CHANGED
from legwork.domain.retention import IDEMPOTENCY
from legwork.domain.task import Task, TaskRef
from legwork.ports import Clock, Database, Files, Ids, Queues
from legwork.store import launches
from legwork.usecases.keep_upload import keep_upload_of
from legwork.usecases.launch_task import find_launched, queue_planning
from legwork.usecases.refuse_unapproved import refuse_retry
from legwork.usecases.summarize_outcomes import OutcomeGroup, summarize_outcomes


def retry_task(
    first: Task,
    *,
    caller: Caller,
    key: str,
    fingerprint: str,
    database: Database,
    files: Files,
    queues: Queues,
    clock: Clock,
    ids: Ids,
    codes: Collection[str] = (),
    preview: bool = False,
) -> Task:
    """Launch a task over what is left of another, or preview that, once for each call.

    What is left of a task can be taken up once, so that both together touch each target at most
    once with success. What the retry leaves over, a retry of the retry takes up. With codes, only
    the errors with these are taken up, and what is left besides stays for other retries.

    Raises:
        NotAllowed: the caller lacks the kind's permission.
        WrongState: the task has not ended, nothing is left of it, or it is being retried already.
        NotApproved: somebody else has to approve so large a launch.
        KeyReused: the key was used for another request.
    """
    database.tab.open()
    caller.require(kinds.find(first.kind).permission)
    earlier = find_launched(
        caller=caller, key=key, fingerprint=fingerprint, database=database, clock=clock
    )
    if earlier is None:
        check_retry(first)
        taken = _taken(first, codes, database) if codes else None
        keep_upload_of(first, files=files)
        earlier = _record(first, taken, caller, key, fingerprint, database, clock, ids, preview)
    queue_planning(earlier, queues=queues)
    return earlier


def check_retry(first: Task) -> None:
    """Refuse what cannot be retried.

    Raises:
        WrongState: as ``retry_task``.
    """
    if not first.state.ended:
        raise WrongState("The task has not ended.")
    if first.retried_by is not None:
        raise WrongState(f"What is left of it has been taken up by task {first.retried_by}.")
    if first.preview:
        raise WrongState("It is a preview, and nothing of it was done. Preview it anew.")
    if not first.leftover:
        raise WrongState("There is nothing to retry: no target failed or was left out.")


def _is_left(group: OutcomeGroup) -> bool:
    return group.outcome is Outcome.ERROR or group.code == CHANGED


def _taken(first: Task, codes: Collection[str], database: Database) -> dict[str, int]:
    """How many errors a retry of some takes up, by code.

    Raises:
        WrongState: there are none, or other retries have them.
    """
    wanted = set(codes) - first.retried_codes.keys()
    if not wanted:
        raise WrongState("What ended so has been taken up by other tasks.")
    found = {
        group.code: group.count
        for group in summarize_outcomes(first, database=database)
        if _is_left(group) and group.code in wanted
    }
    if not found:
        raise WrongState("There is nothing to retry: no target ended in an error with such a code.")
    return found


def _record(
    first: Task,
    taken: dict[str, int] | None,
    caller: Caller,
    key: str,
    fingerprint: str,
    database: Database,
    clock: Clock,
    ids: Ids,
    preview: bool,
) -> Task:
    now = clock.now()
    of_account = launches.next_of(database, caller.account)
    takes = first.leftover if taken is None else sum(taken.values())
    if first.undo_of is None and not preview:
        refuse_retry(of_account.rules, first.kind, takes)
    retry = Task(
        ref=TaskRef(caller.account, ids.new()),
        number=of_account.number,
        stop_when=None if preview else of_account.stop_when,
        preview=preview,
        kind=first.kind,
        params=first.params,
        title=first.title,
        launched_by=caller.as_launcher,
        created_at=now,
        subject=first.subject,
        retry_of=first.ref.id,
        retry_codes=None if taken is None else tuple(sorted(taken)),
        retry_without=() if taken is not None else tuple(sorted(first.retried_codes)),
        retry_takes=takes,
        undo_of=first.undo_of,
        upload=first.upload,
    )
    memory = launches.Memory(caller.id, key, fingerprint, now + IDEMPOTENCY)
    try:
        return launches.record(
            database, retry, memory, retried=None if preview else first, taken=taken
        )
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
