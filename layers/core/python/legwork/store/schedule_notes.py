"""Notes in the rows of workflows whose schedule is behind, and the index that they stand in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from legwork.domain.effect import AtMost, Item, Present, Update
from legwork.domain.errors import NotFound
from legwork.domain.readable import legible, readable
from legwork.domain.workflow import Workflow
from legwork.ports import ConditionFailed, Database, Query, rows_of
from legwork.store import keys
from legwork.store.workflows import BEHIND, SINCE, content_of, key_of, note_of, shard_of, written

_WATCHED = "AUTOPILOT-ON#"
"""Partitions of the index: of workflows that launch."""


def behind(database: Database) -> Iterator[tuple[str, str]]:
    """Account and id of every workflow whose schedule is behind, as the index knows it."""
    for shard in range(keys.ACTIVE_SHARDS):
        query = Query(partition=f"AUTOPILOT#{shard}", index="active")
        yield from legible((row for _, row in rows_of(database.tasks, query)), _name)


def watched(database: Database) -> Iterator[tuple[str, str]]:
    """Account and id of every workflow that launches, as the index knows it."""
    for shard in range(keys.ACTIVE_SHARDS):
        query = Query(partition=f"{_WATCHED}{shard}", index="active")
        yield from legible((row for _, row in rows_of(database.tasks, query)), _name)


@readable("workflow")
def _name(row: Item) -> tuple[str, str]:
    return row["account"], row["id"]


def leave_behind(database: Database, account: str, workflow: str, since: datetime) -> None:
    """Note that a workflow has no schedule, or another one: the watchdog makes it what it is."""
    change = Update(key_of(account, workflow), set=note_of(workflow, since), expect=(Present(),))
    try:
        database.tasks.write(change)
    except ConditionFailed as refusal:
        raise NotFound("There is no such workflow.") from refusal


def take_over(
    database: Database, account: str, workflow: str, *, since: datetime, now: datetime
) -> bool:
    """Take a change over from a writer that has died; one of several who try it can.

    Args:
        database: the tables.
        account, workflow: which workflow.
        since: whoever left the schedule behind before this is dead.
        now: this moment.
    """
    change = Update(
        key_of(account, workflow),
        set=note_of(workflow, now),
        expect=(Present(), AtMost(SINCE, int(since.timestamp()))),
    )
    try:
        database.tasks.write(change)
    except ConditionFailed:
        return False
    return True


def mark_caught_up(database: Database, workflow: Workflow) -> None:
    """Take the note away, and remember what the scheduler has accepted."""
    values: Item = {"accepted": content_of(workflow)}
    if workflow.enabled:
        # The watchdog looks whether its moments are missed.
        values = {**values, BEHIND: f"{_WATCHED}{shard_of(workflow.id)}"}
        written(database, workflow, values, remove=(SINCE,))
    else:
        written(database, workflow, values, remove=(BEHIND, SINCE))
