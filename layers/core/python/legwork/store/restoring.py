"""Rows of restored tables, as they go into the tables of a new stack: at first, nothing moves.

A task that had not ended is not among the active ones and waits for no turn, so that neither the
watchdog nor the end of another task can begin with it before it was looked at.
"""

from __future__ import annotations

from collections.abc import Iterable

from legwork.domain.effect import Equals, Item, Key, Present, Update
from legwork.domain.task import ENDED, Task
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


def is_workflow(key: Key, row: Item) -> bool:
    """Whether a row is a workflow that there is still a schedule for."""
    return key.sort.startswith(workflows.WORKFLOW) and not row.get("deleted", False)


def count_turns(database: Database, found: Iterable[Task]) -> None:
    """Write down how many turns of each account are taken, as its tasks say."""
    taken: dict[str, int] = {}
    for task in found:
        taken[task.ref.account] = taken.get(task.ref.account, 0) + task.turn
    for account, running in taken.items():
        database.tasks.write(Update(keys.turns(account), set={turns.RUNNING: running}))


def show(database: Database, task: Task) -> None:
    """Let the watchdog see a task again."""
    change = Update(keys.task(task.ref), set={"active_key": keys.active(task.ref)})
    try:
        database.tasks.write(
            Update(change.key, set=change.set, expect=(Present(), Equals("active_key", None)))
        )
    except ConditionFailed:
        return
