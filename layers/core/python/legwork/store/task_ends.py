"""The end of a task: with the effects of its finish, and what it gives back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from legwork.domain.act import Act, ActName, Doer, act_on
from legwork.domain.chronicle import tell_end
from legwork.domain.effect import Effect, Equals, Update
from legwork.domain.errors import StateChanged
from legwork.domain.spent import foreseen
from legwork.domain.task import UNPLANNED, Task, TaskRef, TaskState
from legwork.ports import Database, TransactionRefused
from legwork.store import keys, task_units, trail, turns
from legwork.store.task_rows import ended_values, taken_up_value
from legwork.store.task_states import state_is
from legwork.store.tasks import load


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
        expect=(*state_is(before.state), Equals("turn", before.turn or None)),
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
