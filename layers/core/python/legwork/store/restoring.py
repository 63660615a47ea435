"""Rows of restored tables, as they go into the tables of a new stack: at first, nothing moves.

A task that had not ended is not among the active ones and waits for no turn, so that neither the
watchdog nor the end of another task can begin with it before it was looked at. Once the first one
is shown, rows change: from then on a row says that nothing may be copied over them any more.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from legwork.domain.effect import Equals, Item, Key, Present, Put, Update
from legwork.domain.task import ENDED, Task, TaskRef
from legwork.ports import ConditionFailed, Database
from legwork.store import keys, turns, workflows

NUMBERS_SKIPPED = 1_000
"""Job numbers left out: people have seen some that were given after the moment of the restore."""


def quiet(key: Key, row: Item) -> Item | None:
    """A row of the tasks table as it goes into the new stack; nothing when it does not.

    Args:
        key: where it lies.
        row: as it was restored.
    """
    if key.partition.endswith(keys.WAITING):
        return None
    if key.sort == keys.TURNS:
        return {name: value for name, value in row.items() if name != turns.RUNNING}
    if key.sort == keys.COUNTER:
        return {**row, "number": row.get("number", 0) + NUMBERS_SKIPPED}
    if is_live(key, row):
        return {name: value for name, value in row.items() if name != "active_key"}
    return row


def is_live(key: Key, row: Item) -> bool:
    """Whether a row is a task that had not ended."""
    return key.sort.startswith((keys.TASK, keys.INLINE)) and row.get("state") not in ENDED


def is_hidden(key: Key, row: Item) -> bool:
    """Whether a row of the new stack is such a task that nobody goes on with yet."""
    return is_live(key, row) and "active_key" not in row


def is_workflow(key: Key, row: Item) -> bool:
    """Whether a row is a workflow that there is still a schedule for."""
    return key.sort.startswith(workflows.WORKFLOW) and not row.get("deleted", False)


def count_turns(database: Database, live: Iterable[TaskRef]) -> None:
    """Write down how many turns of each account are taken, as the rows of its tasks say.

    One that cannot be read has its turn, too: it gives it back when it has been put right.
    """
    taken: dict[str, int] = {}
    for ref in live:
        key = keys.task(ref)
        row = database.tasks.get(key)
        if row is not None and is_live(key, row):
            taken[ref.account] = taken.get(ref.account, 0) + bool(row.get("turn"))
    for account, running in taken.items():
        database.tasks.write(Update(keys.turns(account), set={turns.RUNNING: running}))


def begin(database: Database, at: datetime) -> None:
    """Note that from here on tasks go on: what is restored must not be copied a second time."""
    database.tasks.write(Put(keys.restored(), {"at": at.isoformat()}))


def has_begun(database: Database) -> bool:
    """Whether tasks of a restored stack go on already."""
    return database.tasks.get(keys.restored()) is not None


def show(database: Database, task: Task) -> None:
    """Let the watchdog see a task again."""
    change = Update(keys.task(task.ref), set={"active_key": keys.active(task.ref)})
    try:
        database.tasks.write(
            Update(change.key, set=change.set, expect=(Present(), Equals("active_key", None)))
        )
    except ConditionFailed:
        return
