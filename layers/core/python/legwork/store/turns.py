"""Turns: how many of an account's listed tasks run at once; the others wait in their order (P7).

A turn is taken before planning and given back in the transaction that ends or pauses the task; one
that is resumed takes another. The row of a waiting task is there exactly as long as the task is
queued without a turn, so it needs no time of expiry.
"""

from __future__ import annotations

from datetime import datetime

from legwork.domain.effect import AtMost, Check, Clause, Delete, Effect, Either, Equals, Put, Update
from legwork.domain.errors import StateChanged
from legwork.domain.task import Task, TaskRef, TaskState
from legwork.ports import Database, Query, TransactionRefused, rows_of
from legwork.store import holds, keys, limits

RUNNING = "running"
"""Attribute of an account's row: how many of its turns are taken."""
_QUEUED_WITHOUT: tuple[Clause, ...] = (
    Equals("state", TaskState.QUEUED.value),
    Equals("turn", None),
)


class NoneFree(Exception):
    """As many tasks of the account run as may, or none may."""


def free(database: Database, account: str, limit: int) -> int:
    """How many more of the account's tasks may run; none while it is on hold.

    Args:
        database: where.
        account: whose.
        limit: that of the stage, which holds unless operators have set another.
    """
    turns, limited = keys.turns(account), keys.limits(account)
    rows = database.tasks.get_many([turns, limited])
    row = rows.get(turns, {})
    if holds.of_row(row):
        return 0
    running_max = limits.of_row(rows.get(limited)).running_tasks or limit
    return max(0, running_max - int(row.get(RUNNING, 0)))


def taken(database: Database, account: str) -> int:
    """How many of the account's tasks have a turn."""
    return int((database.tasks.get(keys.turns(account)) or {}).get(RUNNING, 0))


def first_waiting(database: Database, account: str, limit: int) -> list[TaskRef]:
    """The tasks that wait for a turn, in the order of their launch."""
    query = Query(partition=keys.waiting_partition(account), limit=limit)
    return [TaskRef(account, key.sort) for key, _ in rows_of(database.tasks, query)]


def wait(database: Database, task: Task) -> None:
    """Write down that a task waits.

    Raises:
        StateChanged: it was cancelled, or has its turn.
    """
    writes: list[Effect] = [
        Put(keys.waiting(task.ref), {"number": task.number}),
        Check(keys.task(task.ref), _QUEUED_WITHOUT),
    ]
    try:
        database.transact(tasks=writes)
    except TransactionRefused as refusal:
        raise StateChanged("the task does not wait") from refusal


def step_aside(database: Database, task: Task) -> None:
    """Let others pass: it may not run, whatever turns are free."""
    database.tasks.write(Delete(keys.waiting(task.ref)))


def take(database: Database, task: Task, limit: int, now: datetime) -> Task:
    """Give a queued task one of its account's turns.

    Raises:
        NoneFree: all are taken, or the account is on hold.
        StateChanged: it was cancelled, or has its turn.
    """
    room = Either(Equals(RUNNING, None), AtMost(RUNNING, limit - 1))
    no_hold = (Equals(holds.OWNERS, None), Equals(holds.OPERATORS, None))
    writes: list[Effect] = [
        Update(
            keys.task(task.ref),
            set={"turn": True, "moved_at": now.isoformat()},
            expect=_QUEUED_WITHOUT,
        ),
        Update(keys.turns(task.ref.account), add={RUNNING: 1}, expect=(room, *no_hold)),
        Delete(keys.waiting(task.ref)),
    ]
    try:
        database.transact(tasks=writes)
    except TransactionRefused as refusal:
        if 0 in refusal.tasks:
            raise StateChanged("the task was cancelled, or has its turn") from refusal
        raise NoneFree from refusal
    return task.evolve(turn=True, moved_at=now)


def given_back(task: Task) -> list[Effect]:
    """What the end or the pause of a task leaves to others, for the transaction that does it.

    That one is refused unless the task is as it was read, so nothing is given back twice.
    """
    if task.turn:
        return [Update(keys.turns(task.ref.account), add={RUNNING: -1})]
    waits = task.state is TaskState.QUEUED or (
        # It may have been queued, at first or after a pause.
        task.state is TaskState.CANCELLING and (task.attempt == 0 or task.gate_number > 0)
    )
    return [Delete(keys.waiting(task.ref))] if task.ref.listed and waits else []
