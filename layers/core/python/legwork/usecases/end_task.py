"""End a task: its final counts, its result and the kind's finish, in one transaction."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from legwork import kinds
from legwork.domain.approval import is_covered
from legwork.domain.effect import fold
from legwork.domain.errors import (
    CannotFinish,
    Conflicted,
    InvalidInput,
    NotStorable,
    Transient,
    Unreadable,
)
from legwork.domain.kind import Ending, Finished, Kind
from legwork.domain.lane import Lane, tallies_of
from legwork.domain.notice import NoticeCounts
from legwork.domain.outcome import Counts
from legwork.domain.plan import FINISH_LIMIT
from legwork.domain.preview import changed_of, digest_of
from legwork.domain.record import Records
from legwork.domain.redacted_trace import redacted_trace
from legwork.domain.retention import Retention
from legwork.domain.sentence import sentence
from legwork.domain.spent import Spent
from legwork.domain.task import Result, Task, TaskState
from legwork.ports import Clock, Database, Files, TransactionRefused
from legwork.store import approval_rules, task_ends
from legwork.store.records import AccountRecords, effects_in_account

_log = logging.getLogger(__name__)
_ROUNDS = 5


def end_task(
    task: Task,
    lanes: Sequence[Lane],
    to: TaskState,
    *,
    database: Database,
    files: Files,
    clock: Clock,
    retention: Retention,
) -> Task:
    """Post what the task did and end it, both or none.

    Args:
        task: as it was read, finishing or cancelling.
        lanes: with their final counters: all done, or all gates shut.
        to: completed or cancelled; failed, when Legwork itself gave the task up.
        database, files, clock: the ports.
        retention: how long it stays.

    Raises:
        StateChanged: somebody else ended it.
        CannotFinish: the kind cannot post its results, or is no more.
        Conflicted: the records that it posts to change faster than they can be read.
    """
    records = AccountRecords(database, files, task.ref.account)
    for _ in range(_ROUNDS):
        try:
            kind = kinds.of(task)
            ending = ending_of(task, lanes, clock=clock, cancelled=to is not TaskState.COMPLETED)
        except (InvalidInput, Unreadable) as error:
            raise CannotFinish(
                f"Its results cannot be posted: {str(error).rstrip('.')}. What was done stays done."
            ) from error
        finished = Finished() if task.preview else _finish(kind, ending, records)
        ended = _ended(task, ending, to, retention).evolve(
            result=_short(finished.result),
            notices=sum((lane.notices for lane in lanes), NoticeCounts()),
            changed=changed_of(lanes),
            **_shown(task, lanes, to, database),
            spent=_spent(task, lanes),
        )
        try:
            effects = effects_in_account(task.ref.account, finished.effects)
            return task_ends.end(database, task, ended, effects)
        except TransactionRefused:
            continue
        except NotStorable as refusal:
            _log.error("results of task %s cannot be stored: %s", task.ref.id, refusal.code)
            raise CannotFinish(
                "Its results are too large to be stored. What was done stays done."
            ) from refusal
    raise Conflicted("The records that the task posts to keep changing.")


def _shown(task: Task, lanes: Sequence[Lane], to: TaskState, database: Database) -> dict[str, Any]:
    """What an ended preview has come to; only one that has shown every target has a digest."""
    if not task.preview:
        return {}
    sums = tallies_of(lane.tallies for lane in lanes)
    if to is not TaskState.COMPLETED:
        return {"sums": sums}
    rules = approval_rules.load(database, task.ref.account)
    return {
        "sums": sums,
        "digest": digest_of(task, lanes),
        "needs_approval": is_covered(rules, task.kind, task.total, sums),
    }


def _finish(kind: Kind[Any], ending: Ending[Any], records: Records) -> Finished:
    try:
        return _folded(kind.finish(ending, records))
    except (Transient, CannotFinish):
        raise
    except Exception as problem:
        _log.error(
            "kind %s cannot finish task %s\n%s", kind.name, ending.task_id, redacted_trace(problem)
        )
        raise CannotFinish(
            "Its results could not be posted; the operators can see why. What was done stays done."
        ) from problem


def _short(result: Result | None) -> Result | None:
    return result and replace(result, summary=sentence(result.summary))


def _folded(finished: Finished) -> Finished:
    effects = fold(finished.effects)
    if len(effects) > FINISH_LIMIT:
        raise ValueError(f"{len(effects)} writes; the end of a task has room for {FINISH_LIMIT}")
    return replace(finished, effects=effects)


def ending_of(task: Task, lanes: Sequence[Lane], *, clock: Clock, cancelled: bool) -> Ending[Any]:
    """What the kind may know about the end of a task; an audit asks while work goes on, too."""
    return Ending(
        task_id=task.ref.id,
        params=kinds.find(task.kind).read_params(task.params),
        now=clock.now(),
        ended=task.state.ended,
        cancelled=cancelled,
        total=task.total,
        counts=sum((lane.counts for lane in lanes), Counts()),
        tallies=tallies_of(lane.tallies for lane in lanes),
        made=None if cancelled else task.made,
        undone=task.undo_of or "",
    )


def fail_task(
    task: Task,
    reason: str,
    *,
    database: Database,
    clock: Clock,
    retention: Retention,
    lanes: Sequence[Lane] = (),
) -> None:
    """End a task that cannot be planned or posted; what was done stays done.

    Raises:
        StateChanged: somebody else ended it.
        Conflicted: the task that it retries changes faster than it can be read.
    """
    counts = sum((lane.counts for lane in lanes), Counts())
    notices = sum((lane.notices for lane in lanes), NoticeCounts())
    now = clock.now()
    failed = task.evolve(
        state=TaskState.FAILED,
        failure=sentence(reason),
        counts=counts,
        changed=changed_of(lanes),
        notices=notices,
        spent=_spent(task, lanes),
        ended_at=now,
        unannounced=task.ref.listed,
        expires_at=retention.task_expires_at(
            now,
            cancelled=False,
            listed=task.ref.listed,
            preview=task.preview,
            waits=task.waits,
        ),
    )
    for _ in range(_ROUNDS):
        try:
            task_ends.end(database, task, failed)
        except TransactionRefused:
            # The task that it retries was purged just now: there is nothing to give back to it.
            continue
        return
    raise Conflicted("The task that it retries keeps changing.")


def _spent(task: Task, lanes: Sequence[Lane]) -> Spent:
    """All that the task has consumed until its end: its launch, its planning, its lanes."""
    return sum((lane.spent for lane in lanes), task.spent)


def _ended(task: Task, ending: Ending[Any], to: TaskState, retention: Retention) -> Task:
    cancelled = to is TaskState.CANCELLED
    # A cancelled task disappears ten minutes after the cancel, not after its end.
    since = task.cancellation.at if cancelled and task.cancellation else ending.now
    if to is TaskState.FAILED and task.cancellation:
        task = task.evolve(cancellation=None, failure=task.cancellation.reason)
    return task.evolve(
        state=to,
        counts=ending.counts,
        moved_at=ending.now,
        ended_at=ending.now,
        unannounced=task.ref.listed,
        expires_at=retention.task_expires_at(
            since,
            cancelled=cancelled,
            listed=task.ref.listed,
            preview=task.preview,
            waits=task.waits,
        ),
    )
