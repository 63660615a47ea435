"""Task rows. A state changes only here, by a conditional write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from legwork.domain.act import Act, ActName, Doer, act_on
from legwork.domain.chronicle import Moment, tell, tell_end
from legwork.domain.effect import (
    Clause,
    Effect,
    Equals,
    Item,
    Key,
    OneOf,
    Put,
    Update,
)
from legwork.domain.errors import StateChanged
from legwork.domain.part import Made
from legwork.domain.pause import Pause
from legwork.domain.readable import legible, readable
from legwork.domain.spent import foreseen
from legwork.domain.stop_when import StopWhen
from legwork.domain.task import (
    CANCELLABLE,
    PAUSABLE,
    UNPLANNED,
    Cancellation,
    Task,
    TaskRef,
    TaskState,
)
from legwork.ports import ConditionFailed, Database, Query, TransactionRefused, rows_of
from legwork.store import keys, task_units, trail, turns
from legwork.store.task_rows import (
    ended_values,
    from_row,
    pause_value,
    spent_value,
    taken_up_value,
)

# --- Reading ---------------------------------------------------------------------------------


def load(database: Database, ref: TaskRef) -> Task | None:
    """The task as it is now, even when its time is over."""
    row = database.tasks.get(keys.task(ref))
    return from_row(row) if row else None


def page_before(
    database: Database,
    partition: str,
    *,
    index: str | None,
    before: str | None,
    limit: int,
    since: datetime | None = None,
) -> tuple[list[Task], str | None]:
    """Listed tasks of a partition or index, newest first, and where the next page begins.

    An index says which tasks there are, not how they are: it tells of them as they were a while
    ago, also of those that have been removed since. So they are read once more, from the table. A
    task that was launched within ``INDEX_DELAY`` may be missing in it. One that cannot be read is
    left out.

    Args:
        database: the tables.
        partition: of the table or the index.
        index: its name; without one, the table itself.
        before: the id that ended the page before.
        limit: how many at most.
        since: leave out those that were launched before.
    """
    query = Query(
        partition=partition,
        index=index,
        first=keys.first_task_since(since) if since else keys.TASK,
        last=f"{keys.TASK}~" if before is None else _just_before(f"{keys.TASK}{before}"),
        newest_first=True,
        limit=limit,
    )
    found = dict(rows_of(database.tasks, query))
    order = [*found]
    if index is not None and found:
        found = database.tasks.get_many(order)
    end = order[-1].sort.removeprefix(keys.TASK) if len(order) == limit else None
    return list(legible((found[key] for key in order if key in found), from_row)), end


def _just_before(sort: str) -> str:
    """The greatest sort key of a task below this one: ids are of one length, in base 32."""
    return f"{sort[:-1]}{chr(ord(sort[-1]) - 1)}~"


def active(database: Database) -> Iterator[TaskRef]:
    """Every task that has not ended, or is to be announced or purged, as the index knows it."""
    for shard in range(keys.ACTIVE_SHARDS):
        query = Query(partition=keys.active_shard(shard), index="active")
        yield from legible((row for _, row in rows_of(database.tasks, query)), _ref)


@readable("task")
def _ref(row: Item) -> TaskRef:
    return TaskRef(row["account"], row["id"], row["listed"])


# --- The life of a task ----------------------------------------------------------------------


def begin_planning(database: Database, task: Task, now: datetime) -> Task:
    """Begin a planning attempt of its own number.

    Raises:
        StateChanged: it is planned already, or was cancelled.
    """
    started_at = task.started_at or now
    # Else it may have been planned, paused and resumed since, and has lanes by now.
    as_read = Equals("gate_number", task.gate_number or None)
    change = _change(
        task.ref,
        UNPLANNED,
        TaskState.PLANNING,
        now,
        set_={"leg": 1, "started_at": started_at.isoformat()},
        add={"attempt": 1},
        expect=(as_read,),
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
    running = task.evolve(state=TaskState.RUNNING, total=total, lanes=tuple(numbers), moved_at=now)
    booked = database.tab.due(foreseen(lanes) + task_units.of_row(running))
    spent = task.spent + booked
    change = _change(
        task.ref,
        [TaskState.PLANNING],
        TaskState.RUNNING,
        now,
        set_={
            "total": total,
            "lanes": numbers,
            "attempt": task.attempt,
            **({"spent": units} if (units := spent_value(spent)) else {}),
        },
    )
    try:
        database.transact(tasks=[change, *lanes])
    except TransactionRefused as refusal:
        raise StateChanged("the task is planned already, or was cancelled") from refusal
    database.tab.pay(booked)
    return running.evolve(spent=spent)


def note_making(database: Database, ref: TaskRef, now: datetime) -> None:
    """Note that somebody makes the task's file, or was asked to.

    Raises:
        StateChanged: it has ended, or is made.
    """
    _note(database, ref, {"making_at": now.isoformat()})


def note_made(database: Database, ref: TaskRef, made: Made) -> Task:
    """Note the file that was made; of two who made it the first one counts.

    Raises:
        StateChanged: the task has ended, or was cancelled, or its file is made.
    """
    return _note(database, ref, {"made": asdict(made)})


def _note(database: Database, ref: TaskRef, values: Mapping[str, Any]) -> Task:
    work_is_under_way = Equals("state", TaskState.RUNNING.value)
    file_is_not_made = Equals("made", None)
    change = Update(keys.task(ref), set=values, expect=(work_is_under_way, file_is_not_made))
    return _written(database, change)


def begin_finishing(database: Database, ref: TaskRef, now: datetime) -> Task:
    """Claim the finish: one of those who see all lanes done wins.

    Raises:
        StateChanged: another one won, or the task was cancelled.
    """
    return _written(database, _change(ref, [TaskState.RUNNING], TaskState.FINISHING, now))


def pause(
    database: Database,
    task: Task,
    pause: Pause,
    *,
    by: Doer | None = None,
    told: Sequence[Effect] = (),
) -> Task:
    """Pause a task and give its turn back: from here on no planner can open a gate.

    Args:
        database: the tables.
        task: as it was read.
        pause: who, when and why.
        by: whose act it is, if it is one.
        told: notifications of it, to be written with it.

    Raises:
        StateChanged: it is not any more as it was read, or it cannot be paused.
    """
    number = task.gate_number + 1
    gates_are_as_read = Equals("gate_number", task.gate_number or None)
    turn_is_as_read = Equals("turn", task.turn or None)
    can_be_paused = OneOf("state", tuple(sorted(state.value for state in PAUSABLE)))
    change = Update(
        keys.task(task.ref),
        set={
            "state": TaskState.PAUSED.value,
            "moved_at": pause.at.isoformat(),
            "pause": pause_value(pause),
            "gate_number": number,
        },
        # Whoever makes its file finds it paused, and leaves it: it is asked for again.
        remove=("turn", "making_at"),
        # The lanes that are to be shut are those of the state that was read.
        expect=(can_be_paused, *_is(task.state), turn_is_as_read, gates_are_as_read),
    )
    act = act_on(task, ActName.PAUSED, by, pause.at, reason=pause.reason) if by else None
    try:
        trail.commit(database, act, tasks=[change, *turns.given_back(task), *told])
    except TransactionRefused as refusal:
        raise StateChanged("the task has moved on") from refusal
    return task.evolve(
        state=TaskState.PAUSED,
        moved_at=pause.at,
        pause=pause,
        gate_number=number,
        turn=False,
        making_at=None,
    )


def resume(
    database: Database,
    task: Task,
    now: datetime,
    *,
    by: Doer | None = None,
    stop_when: StopWhen | None = None,
) -> Task:
    """Queue a paused task again: it goes on once it has a turn.

    Args:
        database: the tables.
        task: as it was read.
        now: this moment.
        by: whose act it is, if it is one.
        stop_when: when it pauses itself from here on.

    Raises:
        StateChanged: somebody else resumed it, or it was cancelled.
    """
    as_read = Equals("gate_number", task.gate_number or None)
    values: dict[str, Any] = {"gate_number": task.gate_number + 1}
    if stop_when is not None:
        values["stop_when"] = stop_when.to_value()
    change = _change(
        task.ref,
        [TaskState.PAUSED],
        TaskState.QUEUED,
        now,
        set_=values,
        remove=("pause",) if stop_when else ("pause", "stop_when"),
        expect=(as_read,),
    )
    if by is None:
        return _written(database, change)
    threshold = stop_when.to_value() if stop_when else None
    act = act_on(task, ActName.RESUMED, by, now, stop_when=threshold)
    try:
        trail.commit(database, act, tasks=[change])
    except TransactionRefused as refusal:
        raise StateChanged("the task has moved on") from refusal
    return task.evolve(
        state=TaskState.QUEUED,
        moved_at=now,
        gate_number=task.gate_number + 1,
        pause=None,
        stop_when=stop_when,
    )


def go_on(database: Database, task: Task, now: datetime) -> Task:
    """Let a planned task run again that was resumed and has its turn.

    Raises:
        StateChanged: somebody else did, or it was paused again or cancelled.
    """
    as_read = (Equals("turn", True), Equals("gate_number", task.gate_number))
    return _written(
        database,
        _change(task.ref, [TaskState.QUEUED], TaskState.RUNNING, now, expect=as_read),
    )


def begin_cancelling(database: Database, ref: TaskRef, cancellation: Cancellation) -> Task:
    """From here on no planner can open a gate.

    Raises:
        StateChanged: all its work is done.
    """
    note = {
        "at": cancellation.at.isoformat(),
        "by": cancellation.by,
        **({"reason": cancellation.reason} if cancellation.reason else {}),
        **({"doer": cancellation.doer} if cancellation.doer else {}),
        **({"via": cancellation.via} if cancellation.via != "staff" else {}),
        **({"gave_up": True} if cancellation.gave_up else {}),
    }
    open_ = CANCELLABLE - {TaskState.CANCELLING}
    change = _change(
        ref,
        open_,
        TaskState.CANCELLING,
        cancellation.at,
        set_={"cancellation": note},
        remove=("pause",),
    )
    cancelling = _written(database, change)
    tell(Moment.CANCELLED, cancelling)
    return cancelling


def end(database: Database, before: Task, after: Task, effects: Sequence[Effect] = ()) -> Task:
    """End a task together with the effects of its finish.

    Args:
        database: the tables.
        before: the task as it was read; its state must not have changed since.
        after: the ended task, with what its work has consumed.
        effects: writes to the records table, by their full keys.

    Returns:
        The ended task, with what this very end and its announcement consume, too.

    Raises:
        StateChanged: somebody else ended it.
        TransactionRefused: one of the effects was decided on a record that changed since.
    """
    gone = [] if _is_looked_after(after) else ["active_key"]
    if before.cancellation and not after.cancellation:
        gone.append("cancellation")
    act = act_of_cancel(before, after)
    others = [*turns.given_back(before), *_given_back(database, before)]
    row = task_units.of_row(after, ends=True)
    taken = row + foreseen([*others, *effects]) + trail.units_of(act)
    spent = after.spent + database.tab.due(taken) + task_units.of_announcement(after)
    after = after.evolve(spent=spent)
    change = Update(
        keys.task(before.ref),
        set=ended_values(after),
        remove=tuple(gone),
        expect=(*_is(before.state), Equals("turn", before.turn or None)),
    )
    try:
        trail.commit(database, act, tasks=[change, *others], records=effects)
    except TransactionRefused as refusal:
        if 0 in refusal.tasks:
            raise StateChanged("the task has ended") from refusal
        raise
    tell_end(after)
    return after


def act_of_cancel(before: Task, after: Task) -> Act | None:
    """What the trail keeps of a cancel, which has its receipt once the task has ended.

    Nothing of other ends, and of tasks that Legwork itself gave up.
    """
    cancellation = before.cancellation
    if before.state is not TaskState.CANCELLING or cancellation is None or not cancellation.by:
        return None
    notices = {name: count for name, count in asdict(after.notices).items() if count}
    receipt = {
        "total": after.total,
        **asdict(after.counts),
        "not_attempted": after.total - after.counts.done,
        **({"notices": notices} if notices else {}),
    }
    return act_on(
        after,
        ActName.CANCELLED,
        Doer(cancellation.doer or "", cancellation.by, cancellation.via),
        cancellation.at,
        reason=cancellation.reason,
        receipt=receipt,
        failed=after.failure,
    )


def _is_looked_after(task: Task) -> bool:
    """Whether the watchdog keeps an eye on an ended task: until it is announced, or purged."""
    return task.unannounced or task.state is TaskState.CANCELLED


def _given_back(database: Database, task: Task) -> list[Update]:
    """A retry or an undo that ends before it is planned leaves what it took up to another one."""
    if task.lanes or task.state not in {*UNPLANNED, TaskState.CANCELLING}:
        return []
    if task.retry_of is None:
        return _undone_given_back(database, task) if task.undo_of else []
    ref = TaskRef(task.ref.account, task.retry_of)
    retried = load(database, ref)
    if retried is not None and retried.retried_by == task.ref.id:
        still_its = Equals("retried_by", task.ref.id)
        return [Update(keys.task(ref), remove=("retried_by",), expect=(still_its,))]
    return _codes_given_back(retried, task) if retried is not None else []


def _undone_given_back(database: Database, task: Task) -> list[Update]:
    ref = TaskRef(task.ref.account, task.undo_of or "")
    undone = load(database, ref)
    if undone is None or undone.undone_by != task.ref.id:
        return []
    still_its = Equals("undone_by", task.ref.id)
    return [Update(keys.task(ref), remove=("undone_by",), expect=(still_its,))]


def _codes_given_back(retried: Task, task: Task) -> list[Update]:
    taken = retried.retried_codes
    kept = {code: some for code, some in taken.items() if some.by != task.ref.id}
    if kept == taken:
        return []
    as_they_were = (Equals("retried_codes", taken_up_value(taken)),)
    key, value = keys.task(retried.ref), taken_up_value(kept)
    if value is None:
        return [Update(key, remove=("retried_codes",), expect=as_they_were)]
    return [Update(key, set={"retried_codes": value}, expect=as_they_were)]


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
    remove: tuple[str, ...] = (),
    expect: tuple[Clause, ...] = (),
) -> Update:
    allowed = tuple(sorted(state.value for state in states))
    return Update(
        keys.task(ref),
        set={"state": to.value, "moved_at": now.isoformat(), **(set_ or {})},
        add=add or {},
        remove=remove,
        expect=(OneOf("state", allowed), *expect),
    )


def _written(database: Database, change: Update) -> Task:
    try:
        row = database.tasks.write(change)
    except ConditionFailed as refusal:
        raise StateChanged("the task has moved on") from refusal
    return from_row(row or {})
