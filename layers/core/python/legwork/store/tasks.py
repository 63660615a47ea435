"""Task rows. A state changes only here, by a conditional write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from legwork.domain.effect import (
    Absent,
    AtMost,
    Clause,
    Effect,
    Either,
    Equals,
    Item,
    Key,
    OneOf,
    Put,
    Update,
)
from legwork.domain.errors import StateChanged
from legwork.domain.notice import NoticeCounts
from legwork.domain.outcome import Counts
from legwork.domain.task import (
    CANCELLABLE,
    UNPLANNED,
    Cancellation,
    Launcher,
    Result,
    Subject,
    Task,
    TaskRef,
    TaskState,
    Via,
)
from legwork.ports import ConditionFailed, Database, Query, TransactionRefused, rows_of
from legwork.store import keys, turns


@dataclass(frozen=True, slots=True)
class Launch:
    """A call that launched a task, remembered under its Idempotency-Key."""

    user: str
    key: str
    fingerprint: str
    """Digest of the request: the same key with another one is refused."""
    expires_at: datetime


class AlreadyLaunched(Exception):
    """The key has launched a task before."""


# --- Rows ------------------------------------------------------------------------------------


def to_row(task: Task) -> Item:
    """The task as a row."""
    row: dict[str, Any] = {
        "account": task.ref.account,
        "id": task.ref.id,
        "listed": task.ref.listed,
        "number": task.number,
        "kind": task.kind,
        "params": task.params,
        "title": task.title,
        "launcher": {
            "id": task.launched_by.id,
            "name": task.launched_by.name,
            "via": task.launched_by.via.value,
        },
        "created_at": task.created_at.isoformat(),
        "retry_of": task.retry_of,
        "retried_by": task.retried_by,
        "upload": task.upload,
        "state": task.state.value,
        "turn": task.turn or None,
        "moved_at": (task.moved_at or task.created_at).isoformat(),
        "attempt": task.attempt,
        "leg": task.leg,
        "total": task.total,
        "lanes": list(task.lanes),
    }
    if task.state.ended:
        row |= _ended(task)
    else:
        row["active_key"] = keys.active(task.ref)
    if task.subject:
        row["subject"] = {"type": task.subject.type, "id": task.subject.id}
    if task.ref.listed:
        row["launcher_key"] = keys.launcher(task.ref.account, task.launched_by)
        if task.subject:
            row["subject_key"] = keys.subject(task.ref.account, task.subject)
    return {name: value for name, value in row.items() if value is not None}


def from_row(row: Item) -> Task:
    """The task that a row holds."""
    cancellation, result, subject = (row.get(n) for n in ("cancellation", "result", "subject"))
    return Task(
        ref=TaskRef(row["account"], row["id"], row["listed"]),
        number=row["number"],
        kind=row["kind"],
        params=row["params"],
        title=row["title"],
        launched_by=Launcher(
            row["launcher"]["id"], row["launcher"]["name"], Via(row["launcher"]["via"])
        ),
        created_at=datetime.fromisoformat(row["created_at"]),
        subject=Subject(**subject) if subject else None,
        retry_of=row.get("retry_of"),
        retried_by=row.get("retried_by"),
        upload=row.get("upload"),
        state=TaskState(row["state"]),
        turn=row.get("turn", False),
        started_at=_time(row.get("started_at")),
        ended_at=_time(row.get("ended_at")),
        expires_at=_epoch(row.get("expires_at"), row["created_at"]),
        moved_at=_time(row.get("moved_at")),
        attempt=row["attempt"],
        leg=row["leg"],
        total=row["total"],
        lanes=tuple(row["lanes"]),
        counts=Counts(**row["counts"]) if "counts" in row else Counts(),
        notices=NoticeCounts(**row["notices"]) if "notices" in row else NoticeCounts(),
        cancellation=(
            Cancellation(
                datetime.fromisoformat(cancellation["at"]),
                cancellation["by"],
                cancellation.get("reason"),
            )
            if cancellation
            else None
        ),
        result=Result(**result) if result else None,
        failure=row.get("failure"),
    )


def _time(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _epoch(seconds: int | None, like: str) -> datetime | None:
    zone = datetime.fromisoformat(like).tzinfo
    return None if seconds is None else datetime.fromtimestamp(seconds, zone)


# --- Recording and reading -------------------------------------------------------------------


def next_number(database: Database, account: str) -> int:
    """The account's next job number. One that is taken and not used leaves a gap."""
    row = database.tasks.write(Update(keys.counter(account), add={"number": 1}))
    return int((row or {})["number"])


def record(database: Database, task: Task, launch: Launch, *, retried: Task | None = None) -> None:
    """Write a new task and the memory of its launch, both or none.

    Args:
        database: the tables.
        task: not planned yet, or failed before it began.
        launch: the call that made it.
        retried: the task whose leftover targets it takes up, which only one task can do.

    Raises:
        AlreadyLaunched: the same key launched a task that is remembered still.
        StateChanged: another task has taken up what is left of the retried one.
    """
    memory = {
        "task": task.ref.id,
        "listed": task.ref.listed,
        "fingerprint": launch.fingerprint,
        "expires_at": int(launch.expires_at.timestamp()),
    }
    forgotten = AtMost("expires_at", int(task.created_at.timestamp()))
    writes: list[Effect] = [
        Put(keys.task(task.ref), to_row(task), (Absent(),)),
        Put(
            keys.idempotency(task.ref.account, launch.user, launch.key),
            memory,
            (Either(Absent(), forgotten),),
        ),
    ]
    if retried is not None:
        writes.append(_taken_up(retried, task))
    try:
        database.transact(tasks=writes)
    except TransactionRefused as refusal:
        if set(refusal.tasks) == {_RETRIED}:
            raise StateChanged("another task has taken up what is left of it") from refusal
        raise AlreadyLaunched from refusal


_RETRIED = 2
"""Position of the retried task among the writes that record a retry."""


def _taken_up(retried: Task, by: Task) -> Update:
    nobody_has = Equals("retried_by", None)
    return Update(
        keys.task(retried.ref),
        set={"retried_by": by.ref.id},
        expect=(*_is(retried.state), nobody_has),
    )


def launched(
    database: Database, account: str, user: str, key: str, now: datetime
) -> tuple[TaskRef, str] | None:
    """The task that a key launched in the last 24 hours, with the request's fingerprint."""
    row = database.tasks.get(keys.idempotency(account, user, key))
    if row is None or row["expires_at"] <= now.timestamp():
        return None
    return TaskRef(account, row["task"], row["listed"]), row["fingerprint"]


def load(database: Database, ref: TaskRef) -> Task | None:
    """The task as it is now, even when its time is over."""
    row = database.tasks.get(keys.task(ref))
    return from_row(row) if row else None


def page_before(
    database: Database, partition: str, *, index: str | None, before: str | None, limit: int
) -> list[Task]:
    """Listed tasks of a partition or index, newest first, from those before a task on."""
    last = f"{keys.TASK}~" if before is None else _just_before(f"{keys.TASK}{before}")
    query = Query(
        partition=partition,
        index=index,
        first=keys.TASK,
        last=last,
        newest_first=True,
        limit=limit,
    )
    return [from_row(row) for _, row in rows_of(database.tasks, query)]


def _just_before(sort: str) -> str:
    """The greatest sort key of a task below this one: ids are of one length, in base 32."""
    return f"{sort[:-1]}{chr(ord(sort[-1]) - 1)}~"


def active(database: Database) -> Iterator[TaskRef]:
    """Every task that has not ended or is to be purged soon, as the index knows it."""
    for shard in range(keys.ACTIVE_SHARDS):
        query = Query(partition=keys.active_shard(shard), index="active")
        for _, row in rows_of(database.tasks, query):
            yield TaskRef(row["account"], row["id"], row["listed"])


# --- The life of a task ----------------------------------------------------------------------


def begin_planning(database: Database, task: Task, now: datetime) -> Task:
    """Begin a planning attempt of its own number.

    Raises:
        StateChanged: it is planned already, or was cancelled.
    """
    started_at = task.started_at or now
    change = _change(
        task.ref,
        UNPLANNED,
        TaskState.PLANNING,
        now,
        set_={"leg": 1, "started_at": started_at.isoformat()},
        add={"attempt": 1},
    )
    return _written(database, change)


def continue_planning(
    database: Database, ref: TaskRef, attempt: int, leg: int, now: datetime
) -> Task:
    """Take up a further leg of a planning attempt, which only one can do.

    Raises:
        StateChanged: that leg was taken up before, or the attempt does not count any more.
    """
    same = (Equals("attempt", attempt), Equals("leg", leg))
    change = _change(
        ref, [TaskState.PLANNING], TaskState.PLANNING, now, set_={"leg": leg + 1}, expect=same
    )
    return _written(database, change)


def begin_running(
    database: Database, task: Task, lanes: Sequence[Put], total: int, now: datetime
) -> Task:
    """Open the lanes and say which planning attempt counts, in one transaction.

    Raises:
        StateChanged: another attempt was first, or the task was cancelled.
    """
    numbers = sorted(lane.item["number"] for lane in lanes)
    change = _change(
        task.ref,
        [TaskState.PLANNING],
        TaskState.RUNNING,
        now,
        set_={"total": total, "lanes": numbers, "attempt": task.attempt},
    )
    try:
        database.transact(tasks=[change, *lanes])
    except TransactionRefused as refusal:
        raise StateChanged("the task is planned already, or was cancelled") from refusal
    return task.evolve(state=TaskState.RUNNING, total=total, lanes=tuple(numbers), moved_at=now)


def begin_finishing(database: Database, ref: TaskRef, now: datetime) -> Task:
    """Claim the finish: one of those who see all lanes done wins.

    Raises:
        StateChanged: another one won, or the task was cancelled.
    """
    return _written(database, _change(ref, [TaskState.RUNNING], TaskState.FINISHING, now))


def begin_cancelling(database: Database, ref: TaskRef, cancellation: Cancellation) -> Task:
    """From here on no planner can open a gate.

    Raises:
        StateChanged: all its work is done.
    """
    note = {
        "at": cancellation.at.isoformat(),
        "by": cancellation.by,
        **({"reason": cancellation.reason} if cancellation.reason else {}),
    }
    open_ = CANCELLABLE - {TaskState.CANCELLING}
    change = _change(ref, open_, TaskState.CANCELLING, cancellation.at, set_={"cancellation": note})
    return _written(database, change)


def end(database: Database, before: Task, after: Task, effects: Sequence[Effect] = ()) -> None:
    """End a task together with the effects of its finish.

    Args:
        database: the tables.
        before: the task as it was read; its state must not have changed since.
        after: the ended task.
        effects: writes to the records table, by their full keys.

    Raises:
        StateChanged: somebody else ended it.
        TransactionRefused: one of the effects was decided on a record that changed since.
    """
    change = Update(
        keys.task(before.ref),
        set=_ended(after),
        remove=() if _is_to_be_purged(after) else ("active_key",),
        expect=(*_is(before.state), Equals("turn", before.turn or None)),
    )
    changes = [change, *turns.given_back(before), *_given_back(database, before)]
    try:
        database.transact(tasks=changes, records=effects)
    except TransactionRefused as refusal:
        if 0 in refusal.tasks:
            raise StateChanged("the task has ended") from refusal
        raise


def _is_to_be_purged(task: Task) -> bool:
    """Whether the watchdog keeps an eye on an ended task, lest its purge message be lost."""
    return task.state is TaskState.CANCELLED


def _given_back(database: Database, task: Task) -> list[Update]:
    """A retry that ends before it is planned leaves what it took up to another one."""
    if task.retry_of is None or task.lanes or task.state not in {*UNPLANNED, TaskState.CANCELLING}:
        return []
    ref = TaskRef(task.ref.account, task.retry_of)
    retried = load(database, ref)
    if retried is None or retried.retried_by != task.ref.id:
        return []
    still_its = Equals("retried_by", task.ref.id)
    return [Update(keys.task(ref), remove=("retried_by",), expect=(still_its,))]


def _ended(task: Task) -> Mapping[str, Any]:
    if task.ended_at is None or task.expires_at is None:
        raise ValueError("an ended task knows when it ended and when it goes")
    counts = task.counts
    values: dict[str, Any] = {
        "state": task.state.value,
        "ended_at": task.ended_at.isoformat(),
        "moved_at": task.ended_at.isoformat(),
        "expires_at": int(task.expires_at.timestamp()),
        "counts": {
            "succeeded": counts.succeeded,
            "warnings": counts.warnings,
            "errors": counts.errors,
            "skipped": counts.skipped,
        },
    }
    if task.notices.staged:
        values["notices"] = asdict(task.notices)
    if task.failure:
        values["failure"] = task.failure
    if task.result:
        result = task.result
        values["result"] = {
            "type": result.type,
            "id": result.id,
            "href": result.href,
            "summary": result.summary,
        }
    return values


def expire(database: Database, task: Task, now: datetime) -> None:
    """Let an ended task disappear for its readers at once; the purge removes it.

    Raises:
        StateChanged: it is gone already.
    """
    change = Update(
        keys.task(task.ref),
        set={"expires_at": int(now.timestamp()), "active_key": keys.active(task.ref)},
        expect=_is(task.state),
    )
    _written(database, change)


def key_of(ref: TaskRef) -> Key:
    """Where the task lies."""
    return keys.task(ref)


def _is(state: TaskState) -> tuple[Clause, ...]:
    return (Equals("state", state.value),)


def _change(
    ref: TaskRef,
    states: Iterable[TaskState],
    to: TaskState,
    now: datetime,
    *,
    set_: Mapping[str, Any] | None = None,
    add: Mapping[str, int] | None = None,
    expect: tuple[Clause, ...] = (),
) -> Update:
    allowed = tuple(sorted(state.value for state in states))
    return Update(
        keys.task(ref),
        set={"state": to.value, "moved_at": now.isoformat(), **(set_ or {})},
        add=add or {},
        expect=(OneOf("state", allowed), *expect),
    )


def _written(database: Database, change: Update) -> Task:
    try:
        row = database.tasks.write(change)
    except ConditionFailed as refusal:
        raise StateChanged("the task has moved on") from refusal
    return from_row(row or {})
