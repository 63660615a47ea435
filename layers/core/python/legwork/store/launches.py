"""Launches: a new task is recorded together with the memory of the call that launched it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from legwork.domain.act import Act, ActName, Doer, act_on
from legwork.domain.approval import ApprovalRule
from legwork.domain.chronicle import Moment, tell
from legwork.domain.effect import Absent, AtMost, Effect, Either, Equals, Item, Put, Update
from legwork.domain.errors import StateChanged
from legwork.domain.spent import foreseen
from legwork.domain.stop_when import StopWhen
from legwork.domain.task import TakenUp, Task, TaskRef
from legwork.ports import Database, TransactionRefused
from legwork.store import approval_rules, keys, previews, task_units, trail
from legwork.store.task_rows import taken_up_value, to_row


@dataclass(frozen=True, slots=True)
class Memory:
    """A call that launched a task, remembered under its Idempotency-Key."""

    user: str
    key: str
    fingerprint: str
    """Digest of the request: the same key with another one is refused."""
    expires_at: datetime


class AlreadyLaunched(Exception):
    """The key has launched a task before."""


@dataclass(frozen=True, slots=True)
class Next:
    """What an account has for its next listed task."""

    number: int
    """Its job number. One that is taken and not used leaves a gap."""
    stop_when: StopWhen | None
    """When it pauses itself, unless its launch says otherwise."""
    rules: tuple[ApprovalRule, ...] = ()
    """Which launches somebody else must approve."""


def next_of(database: Database, account: str) -> Next:
    """Take the account's next job number; its row tells of the default threshold as well."""
    row = database.tasks.write(Update(keys.counter(account), add={"number": 1})) or {}
    default = row.get("stop_when")
    return Next(
        int(row["number"]),
        StopWhen.from_value(default) if default else None,
        approval_rules.of_row(row),
    )


def record(
    database: Database,
    task: Task,
    launch: Memory,
    *,
    retried: Task | None = None,
    taken: Mapping[str, int] | None = None,
    undone: Task | None = None,
    preview: Task | None = None,
    of_workflow: Sequence[Effect] = (),
) -> Task:
    """Write a new task, the memory of its launch and its row in the trail, all or none.

    Args:
        database: the tables.
        task: not planned yet, or failed before it began.
        launch: the call that made it.
        retried: the task whose leftover targets it takes up, which only one task can do.
        taken: of a retry of some: how many errors it takes up, by code.
        undone: the task that it undoes, which only one task can do.
        preview: the one that it runs, which only one task can do.
        of_workflow: what it changes in the rows of the workflow that launches it.

    Returns:
        The task, with what its launch consumes.

    Raises:
        AlreadyLaunched: the same key launched a task that is remembered still.
        StateChanged: another task has taken up what is left of the retried one, undoes the
            undone one, or runs the preview; or that, or the workflow, is gone.
    """
    memory = {
        "task": task.ref.id,
        "listed": task.ref.listed,
        "fingerprint": launch.fingerprint,
        "expires_at": int(launch.expires_at.timestamp()),
    }
    forgotten = AtMost("expires_at", int(task.created_at.timestamp()))
    remembered = Put(
        keys.idempotency(task.ref.account, launch.user, launch.key),
        memory,
        (Either(Absent(), forgotten),),
    )
    act = _act(task)
    units = sum(
        (task_units.of_row(one) for one in (task, retried, undone, preview) if one is not None),
        foreseen([remembered, *of_workflow]) + trail.units_of(act),
    )
    spent = database.tab.due(units) + task_units.of_announcement(task)
    task = task.evolve(spent=spent)
    writes: list[Effect] = [Put(keys.task(task.ref), to_row(task), (Absent(),)), remembered]
    if retried is not None:
        writes.append(_taken_up(retried, task, taken))
    if undone is not None:
        writes.append(_undone(undone, task))
    if preview is not None:
        writes.append(previews.run(preview, task))
    writes += of_workflow
    try:
        trail.commit(database, act, tasks=writes)
    except TransactionRefused as refusal:
        if min(refusal.tasks, default=0) >= _OTHERS:
            raise StateChanged("another task has taken up what it would") from refusal
        raise AlreadyLaunched from refusal
    tell(Moment.LAUNCHED, task)
    return task


def _act(task: Task) -> Act:
    if task.preview:
        name = ActName.PREVIEWED
    elif task.retry_of is not None:
        name = ActName.RETRIED
    elif task.undo_of is not None:
        name = ActName.UNDONE
    else:
        name = ActName.LAUNCHED
    return act_on(
        task,
        name,
        Doer.of(task.launched_by),
        task.created_at,
        retry_of=task.retry_of,
        undo_of=task.undo_of,
        preview=True if task.preview else None,
        preview_of=task.preview_of,
        codes=None if task.retry_codes is None else list(task.retry_codes),
        subject=str(task.subject) if task.subject else None,
        stop_when=task.stop_when.to_value() if task.stop_when else None,
        workflow=task.workflow.id if task.workflow else None,
        at_once=None if task.ref.listed else True,
        failed=task.failure,
    )


_OTHERS = 2
"""Position of what is another task's among the writes that record one."""


def _undone(first: Task, by: Task) -> Update:
    as_it_was = Equals("state", first.state.value)
    nobody_has = Equals("undone_by", None)
    return Update(
        keys.task(first.ref), set={"undone_by": by.ref.id}, expect=(as_it_was, nobody_has)
    )


def _taken_up(retried: Task, by: Task, taken: Mapping[str, int] | None) -> Update:
    as_it_was = Equals("state", retried.state.value)
    nobody_has = Equals("retried_by", None)
    nobody_has_more = Equals("retried_codes", taken_up_value(retried.retried_codes))
    change: Item = {"retried_by": by.ref.id}
    if taken is not None:
        more = {code: TakenUp(by.ref.id, number) for code, number in taken.items()}
        change = {"retried_codes": taken_up_value({**retried.retried_codes, **more})}
    return Update(
        keys.task(retried.ref), set=change, expect=(as_it_was, nobody_has, nobody_has_more)
    )


def launched(
    database: Database, account: str, user: str, key: str, now: datetime
) -> tuple[TaskRef, str] | None:
    """The task that a key launched in the last 24 hours, with the request's fingerprint."""
    row = database.tasks.get(keys.idempotency(account, user, key))
    if row is None or row["expires_at"] <= now.timestamp():
        return None
    return TaskRef(account, row["task"], row["listed"]), row["fingerprint"]
