"""Run a preview: launch a task over the previewed plan, that does what was shown or leaves it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from legwork import kinds
from legwork.domain.errors import (
    NotApproved,
    NotFound,
    PreviewNotReady,
    PreviewUsed,
    StateChanged,
    WrongState,
)
from legwork.domain.permission import Caller
from legwork.domain.retention import IDEMPOTENCY
from legwork.domain.sentence import sentence
from legwork.domain.stop_when import StopWhen
from legwork.domain.task import TITLE_LENGTH, Launcher, Task, TaskRef, TaskState
from legwork.ports import Clock, Database, Ids, Queues
from legwork.store import launches, tasks
from legwork.usecases.ask_for_approval import ask_for_approval
from legwork.usecases.launch_task import find_launched, queue_planning
from legwork.usecases.read_task import find_own_task
from legwork.usecases.refuse_unapproved import refuse_unapproved
from legwork.usecases.retry_task import check_retry
from legwork.usecases.undo_task import check_undo


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A request to run a preview."""

    preview: str
    """Its id."""
    key: str
    """The caller's Idempotency-Key."""
    fingerprint: str
    """Digest of the request as it was sent."""
    title: str | None = None
    stop_when: StopWhen | None = None
    """When the task pauses itself, where its launch says so."""
    own_threshold: bool = False
    """Whether that stands instead of the account's default, even where it is none."""


def run_preview(
    run: Run, *, caller: Caller, database: Database, queues: Queues, clock: Clock, ids: Ids
) -> Task:
    """Launch what a preview has shown; the same call again answers with the same task.

    Raises:
        NotFound: there is no such preview, or it is not the caller's to see.
        NotAllowed: the caller may see it only, or lacks the kind's permission.
        PreviewNotReady: it has not ended, or was broken off.
        PreviewUsed: another task has run it.
        NotApproved: somebody else has to approve it, or has rejected it.
        WrongState: of a preview of a retry, that what was left is not left any more.
        KeyReused: the key was used for another request.
    """
    database.tab.open()
    task = find_launched(
        caller=caller, key=run.key, fingerprint=run.fingerprint, database=database, clock=clock
    )
    if task is None:
        preview = find_own_task(run.preview, caller=caller, database=database, clock=clock)
        check_preview(preview)
        caller.require(kinds.find(preview.kind).permission)
        task = _record(preview, run, caller, database, clock, ids)
    queue_planning(task, queues=queues)
    return task


def check_preview(preview: Task) -> None:
    """Refuse to run what is no preview, or not one that can be run.

    Raises:
        NotFound, PreviewNotReady, PreviewUsed: as it says.
    """
    if not preview.preview:
        raise NotFound("There is no such preview: it is a task.")
    if preview.run_by is not None:
        raise PreviewUsed(
            f"It was launched before, as task {preview.run_by}. Preview it anew to launch it again."
        )
    if not preview.state.ended:
        raise PreviewNotReady("The preview has not ended. Wait for its end, then launch it.")
    if preview.state is not TaskState.COMPLETED or preview.digest is None:
        raise PreviewNotReady("The preview did not come to its end. Preview it anew.")


def bound_task(
    preview: Task, *, task_id: str, by: Launcher, of_account: launches.Next, now: datetime
) -> Task:
    """The task that runs a preview."""
    return Task(
        ref=TaskRef(preview.ref.account, task_id),
        number=of_account.number,
        stop_when=of_account.stop_when,
        kind=preview.kind,
        params=preview.params,
        title=preview.title,
        launched_by=by,
        created_at=now,
        subject=preview.subject,
        upload=preview.upload,
        preview_of=preview.ref.id,
        retry_of=preview.retry_of,
        retry_without=preview.retry_without,
        retry_takes=preview.retry_takes,
        undo_of=preview.undo_of,
    )


def _record(
    preview: Task, run: Run, caller: Caller, database: Database, clock: Clock, ids: Ids
) -> Task:
    of_account = launches.next_of(database, caller.account)
    try:
        refuse_unapproved(of_account.rules, preview)
    except NotApproved:
        ask_for_approval(preview, database=database, clock=clock, ids=ids)
        raise
    task = bound_task(
        preview,
        task_id=ids.new(),
        by=caller.as_launcher,
        of_account=of_account,
        now=clock.now(),
    )
    if run.title:
        task = task.evolve(title=sentence(run.title, TITLE_LENGTH))
    if run.own_threshold:
        task = task.evolve(stop_when=run.stop_when)
    memory = launches.Memory(caller.id, run.key, run.fingerprint, task.created_at + IDEMPOTENCY)
    undone, retried = _undone(preview, database), _retried(preview, database)
    try:
        return launches.record(
            database, task, memory, preview=preview, undone=undone, retried=retried
        )
    except StateChanged:
        # What it says by now decides: somebody has run or deleted it, or has said yes or no.
        current = tasks.load(database, preview.ref)
        if current is None or current.is_gone(clock.now()):
            raise NotFound("There is no such preview any more.") from None
        check_preview(current)
        return _record(current, run, caller, database, clock, ids)
    except launches.AlreadyLaunched:
        # The same call came twice at the same moment, and the other one was first.
        found = find_launched(
            caller=caller, key=run.key, fingerprint=run.fingerprint, database=database, clock=clock
        )
        if found is None:
            raise
        return found


def _retried(preview: Task, database: Database) -> Task | None:
    """What a preview of a retry has shown the rest of, as long as nobody has taken that up.

    Raises:
        NotFound: that is gone.
        WrongState: another task has taken it up, or some of it, or has given some of it back.
    """
    if preview.retry_of is None:
        return None
    first = tasks.load(database, TaskRef(preview.ref.account, preview.retry_of))
    if first is None:
        raise NotFound("The task that it retries is gone.")
    check_retry(first)
    if tuple(sorted(first.retried_codes)) != preview.retry_without:
        raise WrongState(
            "What is left of it is not what the preview shows: meanwhile other tasks have taken up "
            "some of it, or given it back. Preview it anew."
        )
    return first


def _undone(preview: Task, database: Database) -> Task | None:
    """What a preview of an undo has shown the undoing of, as long as it can be.

    Raises:
        NotFound: that is gone.
        UndoneAlready: another task undoes it.
    """
    if preview.undo_of is None or preview.retry_of is not None:
        return None
    first = tasks.load(database, TaskRef(preview.ref.account, preview.undo_of))
    if first is None:
        raise NotFound("The task that it would undo is gone.")
    check_undo(first)
    return first
