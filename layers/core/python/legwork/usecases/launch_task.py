"""Launch a task: check, record it together with the memory of the call, queue its planning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from legwork import kinds
from legwork.domain.effect import Effect
from legwork.domain.errors import InvalidInput, KeyReused, NotFound, NotStorable, StateChanged
from legwork.domain.permission import Caller
from legwork.domain.retention import IDEMPOTENCY
from legwork.domain.sentence import sentence
from legwork.domain.stop_when import StopWhen
from legwork.domain.storable import text_size
from legwork.domain.task import (
    TITLE_LENGTH,
    OfWorkflow,
    Task,
    TaskRef,
    TaskState,
    Via,
    check_params,
)
from legwork.ports import Clock, Database, Files, Ids, PlanMessage, Queues
from legwork.store import approval_rules, launches, tasks
from legwork.store.records import AccountRecords
from legwork.usecases.keep_upload import keep_upload
from legwork.usecases.read_task import visible
from legwork.usecases.refuse_unapproved import refuse_unseen
from legwork.usecases.task_outcomes import TaskOutcomes

KEY_BYTES = 800
"""Longest key of a call: with the caller's id it is a sort key, which has 1,024 bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """A request to launch a task, its parameters validated."""

    kind: str
    params: Mapping[str, Any]
    key: str
    """The caller's Idempotency-Key."""
    fingerprint: str
    """Digest of the request as it was sent."""
    title: str | None = None
    listed: bool = True
    id: str | None = None
    """The task's id where something was stored under it already."""
    upload: str | None = None
    """A file that was stored for this launch alone."""
    checked: bool = False
    """Whether its kind has just checked its parameters."""
    stop_when: StopWhen | None = None
    """When the task pauses itself, where its launch says so."""
    own_threshold: bool = False
    """Whether that stands instead of the account's default, even where it is none."""
    workflow: OfWorkflow | None = None
    """The workflow of Autopilot whose task it is."""
    of_workflow: Sequence[Effect] = ()
    """What it changes in the rows of that workflow."""
    wait_hours: int | None = None
    """Of a preview of a workflow: how long after its end it is to be run."""
    preview: bool = False
    """Whether it is only to be shown what the task would do."""
    kept: bool = False
    """Whether the upload that its parameters name, if any, is kept already."""


def find_launched(
    *, caller: Caller, key: str, fingerprint: str, database: Database, clock: Clock
) -> Task | None:
    """The task that the same call launched within the last 24 hours.

    Raises:
        InvalidInput: no row can be kept under the key.
        KeyReused: the key was used for another request.
        NotFound: that task was deleted meanwhile, or its time is over.
    """
    _check_key(key)
    earlier = launches.launched(database, caller.account, caller.id, key, clock.now())
    if earlier is None:
        return None
    ref, remembered = earlier
    if remembered != fingerprint:
        raise KeyReused(
            "This Idempotency-Key was used for another request. Send a new key with a new request."
        )
    task = tasks.load(database, ref)
    if task is None or task.is_gone(clock.now()):
        raise NotFound("The task that this Idempotency-Key launched is gone.")
    return task


def _check_key(key: str) -> None:
    try:
        size = text_size(key)
    except NotStorable as error:
        raise InvalidInput.of("Idempotency-Key", "not text: half a character") from error
    if not 0 < size <= KEY_BYTES:
        raise InvalidInput.of("Idempotency-Key", f"at most {KEY_BYTES} bytes")


def record_task(
    launch: Launch,
    *,
    caller: Caller,
    database: Database,
    files: Files,
    clock: Clock,
    ids: Ids,
) -> Task:
    """Check a launch and write the task down; nothing is queued yet.

    Raises:
        NotAllowed: the caller lacks the kind's permission.
        InvalidInput, NotFound: the kind refuses its parameters.
        TooLarge: no row has room for its parameters.
        NotApproved: somebody else has to approve such a launch.
        KeyReused: the key was used for another request.
    """
    database.tab.open()
    kind = kinds.find(launch.kind)
    caller.require(kind.permission)
    earlier = find_launched(
        caller=caller,
        key=launch.key,
        fingerprint=launch.fingerprint,
        database=database,
        clock=clock,
    )
    if earlier is not None:
        return earlier
    check_params(launch.params)
    params = kind.read_params(launch.params)
    if not launch.kept:
        keep_upload(caller.account, kind.upload(params), files=files)
    try:
        _check_readable(kind.reads_task(params), caller, database, clock)
        if not launch.checked:
            kind.check(params, AccountRecords(database, files, caller.account), clock.now())
    except InvalidInput as refusal:
        raise refusal.within("params") from refusal
    of_account = launches.next_of(database, caller.account) if launch.listed else None
    default = of_account.stop_when if of_account else None
    too_many = None
    if not launch.preview:
        rules = of_account.rules if of_account else approval_rules.load(database, caller.account)
        records = AccountRecords(database, files, caller.account, outcomes=TaskOutcomes(database))
        too_many = refuse_unseen(rules, kind.name, partial(kind.targets, params, records, None))
    task = Task(
        ref=TaskRef(caller.account, launch.id or ids.new(), launch.listed),
        number=of_account.number if of_account else 0,
        # A preview shows all there is, however much of it would be errors.
        stop_when=launch.stop_when if launch.own_threshold or launch.preview else default,
        kind=kind.name,
        params=launch.params,
        title=sentence(launch.title or kind.describe(params), TITLE_LENGTH),
        launched_by=replace(caller.as_launcher, via=Via.AUTOPILOT)
        if launch.workflow
        else caller.as_launcher,
        workflow=launch.workflow,
        created_at=clock.now(),
        subject=kind.subject(params),
        preview=launch.preview,
        too_many=too_many,
        wait_hours=launch.wait_hours,
        upload=launch.upload,
    )
    memory = launches.Memory(
        caller.id, launch.key, launch.fingerprint, task.created_at + IDEMPOTENCY
    )
    try:
        return launches.record(database, task, memory, of_workflow=launch.of_workflow)
    except launches.AlreadyLaunched:
        # The same call came twice at the same moment, and the other one was first.
        return record_task(
            launch, caller=caller, database=database, files=files, clock=clock, ids=ids
        )
    except StateChanged:
        raise NotFound("There is no such workflow any more.") from None


def _check_readable(task_id: str | None, caller: Caller, database: Database, clock: Clock) -> None:
    """Refuse to read a task that is not there to be seen, or has not ended.

    Raises:
        InvalidInput: names the field ``task``.
    """
    if task_id is None:
        return
    task = visible(tasks.load(database, TaskRef(caller.account, task_id)), caller, clock)
    if task is None or not task.ref.listed:
        raise InvalidInput.of("task", "there is no such task")
    if not task.state.ended:
        raise InvalidInput.of("task", "it has not ended yet: wait for its end, or cancel it")


def launch_task(
    launch: Launch,
    *,
    caller: Caller,
    database: Database,
    files: Files,
    queues: Queues,
    clock: Clock,
    ids: Ids,
) -> Task:
    """Launch a task in the background; the same call again answers with the same task.

    Raises:
        As ``record_task``.
    """
    task = record_task(launch, caller=caller, database=database, files=files, clock=clock, ids=ids)
    queue_planning(task, queues=queues)
    return task


def queue_planning(task: Task, *, queues: Queues) -> None:
    """Queue the planning of a recorded task, unless it has begun.

    Also of one that was recorded before: the call that did it may have died before this line.
    """
    if task.state is TaskState.QUEUED:
        queues.plan(PlanMessage(task.ref))
