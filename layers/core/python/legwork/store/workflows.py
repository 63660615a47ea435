"""Workflow rows. A row and its schedule are changed together by way of a note in the row.

Whoever changes a workflow writes the row first, with the note that its schedule is behind; then
changes the schedule; then takes the note away, unless the row has changed again. Until then the
row stands in the index of what is active, where the watchdog finds it and does the rest: a crash
in between leaves neither a schedule without a row nor a row without its schedule.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zlib import crc32

from legwork.domain.effect import Absent, Equals, Item, Key, Present, Put, Update
from legwork.domain.errors import NotFound, StateChanged
from legwork.domain.workflow import Workflow
from legwork.ports import ConditionFailed, Database, Query, rows_of
from legwork.store import keys

_WORKFLOW = "WORKFLOW#"
_BEHIND = "active_key"
"""Present while the schedule is behind its row."""


def _partition(account: str) -> str:
    return f"{keys.account(account)}#AUTOPILOT"


def _key(account: str, workflow: str) -> Key:
    return Key(_partition(account), f"{_WORKFLOW}{workflow}")


def _behind_key(workflow: str) -> str:
    return f"AUTOPILOT#{crc32(workflow.encode()) % keys.ACTIVE_SHARDS}"


def _row(workflow: Workflow) -> Item:
    return {
        "account": workflow.account,
        "id": workflow.id,
        "name": workflow.name,
        "kind": workflow.kind,
        "params": workflow.params,
        "schedule": workflow.schedule,
        "timezone": workflow.timezone,
        "enabled": workflow.enabled,
        "owner": {
            "id": workflow.owner_id,
            "name": workflow.owner_name,
            "login": workflow.owner_login,
        },
        "created_at": workflow.created_at.isoformat(),
        "version": workflow.version,
        "deleted": False,
        _BEHIND: _behind_key(workflow.id),
    }


def _workflow(row: Item) -> Workflow:
    return Workflow(
        account=row["account"],
        id=row["id"],
        name=row["name"],
        kind=row["kind"],
        params=row["params"],
        schedule=row["schedule"],
        timezone=row["timezone"],
        enabled=row["enabled"],
        owner_id=row["owner"]["id"],
        owner_name=row["owner"]["name"],
        owner_login=row["owner"]["login"],
        created_at=datetime.fromisoformat(row["created_at"]),
        version=row["version"],
    )


def load(database: Database, account: str, workflow: str) -> Workflow:
    """A workflow.

    Raises:
        NotFound: there is none, or it has been deleted.
    """
    row = database.tasks.get(_key(account, workflow))
    if row is None or row["deleted"]:
        raise NotFound("There is no such workflow.")
    return _workflow(row)


def list_all(database: Database, account: str) -> list[Workflow]:
    """Every workflow of an account, oldest first."""
    query = Query(partition=_partition(account), first=_WORKFLOW, last=f"{_WORKFLOW}~")
    rows = (row for _, row in rows_of(database.tasks, query))
    return [_workflow(row) for row in rows if not row["deleted"]]


def add(database: Database, workflow: Workflow) -> None:
    """Write a new workflow, its schedule behind."""
    key = _key(workflow.account, workflow.id)
    database.tasks.write(Put(key, _row(workflow), (Absent(),)))


def replace(database: Database, before: Workflow, after: Workflow) -> None:
    """Change a workflow, its schedule behind.

    Raises:
        StateChanged: somebody else has changed it meanwhile.
    """
    as_it_was_read = (Equals("version", before.version), Equals("deleted", False))
    key = _key(after.account, after.id)
    try:
        database.tasks.write(Put(key, _row(after), as_it_was_read))
    except ConditionFailed as refusal:
        raise StateChanged("the workflow was changed meanwhile") from refusal


def mark_deleted(database: Database, workflow: Workflow) -> None:
    """Delete a workflow for its readers; its schedule is behind.

    Raises:
        NotFound: it is gone already.
    """
    change = Update(
        _key(workflow.account, workflow.id),
        set={"deleted": True, _BEHIND: _behind_key(workflow.id)},
        add={"version": 1},
        expect=(Present(), Equals("deleted", False)),
    )
    try:
        database.tasks.write(change)
    except ConditionFailed as refusal:
        raise NotFound("There is no such workflow.") from refusal


def behind(database: Database) -> Iterator[tuple[str, str]]:
    """Account and id of every workflow whose schedule is behind, as the index knows it."""
    for shard in range(keys.ACTIVE_SHARDS):
        query = Query(partition=f"AUTOPILOT#{shard}", index="active")
        for _, row in rows_of(database.tasks, query):
            yield row["account"], row["id"]


def load_any(database: Database, account: str, workflow: str) -> tuple[Workflow, bool] | None:
    """A workflow and whether it has been deleted."""
    row = database.tasks.get(_key(account, workflow))
    return None if row is None else (_workflow(row), row["deleted"])


def mark_caught_up(database: Database, workflow: Workflow) -> bool:
    """Take the note away; answers False when the row has changed again since."""
    change = Update(
        _key(workflow.account, workflow.id),
        remove=(_BEHIND,),
        expect=(Equals("version", workflow.version),),
    )
    return _written(database, change)


def remove(database: Database, workflow: Workflow) -> None:
    """Remove the row of a deleted workflow whose schedule is gone."""
    database.tasks.delete_many([_key(workflow.account, workflow.id)])


def _written(database: Database, change: Update) -> bool:
    try:
        database.tasks.write(change)
    except ConditionFailed:
        return False
    return True
