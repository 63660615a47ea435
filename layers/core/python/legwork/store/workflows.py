"""Workflow rows. A row and its schedule are changed together by way of a note in the row.

Whoever changes a workflow writes the row first, with the note that its schedule is behind; then
changes the schedule; then takes the note away. Until then nobody else may change the workflow, and
the row stands in the index of what is active: when its writer has died, the watchdog finds it there
and does the rest. So a crash in between leaves neither a schedule without a row nor a row without
its schedule. The row remembers what the scheduler took last: where it refuses a change, that is
what the row goes back to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zlib import crc32

from legwork.domain import schema
from legwork.domain.act import Act, ActName, Doer
from legwork.domain.effect import (
    Absent,
    AtMost,
    Clause,
    Either,
    Equals,
    Item,
    Key,
    Put,
    Update,
)
from legwork.domain.errors import NotFound, StateChanged
from legwork.domain.readable import legible, readable
from legwork.domain.retention import IDEMPOTENCY
from legwork.domain.workflow import LastRun, Workflow
from legwork.ports import ConditionFailed, Database, Query, TransactionRefused, rows_of
from legwork.store import keys, trail

WORKFLOW = "WORKFLOW#"
BEHIND = "active_key"
"""Where the watchdog finds it: among those whose schedule is behind, or those that launch."""
SINCE = "behind_since"
"""Since when, in epoch seconds: tells a writer that has died from one that is at work."""


def partition(account: str) -> str:
    """Where the workflows of an account lie, and their previews that wait."""
    return f"{keys.account(account)}#AUTOPILOT"


def key_of(account: str, workflow: str) -> Key:
    """Where a workflow lies."""
    return Key(partition(account), f"{WORKFLOW}{workflow}")


def note_of(workflow: str, now: datetime) -> Item:
    """The note that its schedule is behind since a moment."""
    return {BEHIND: f"AUTOPILOT#{shard_of(workflow)}", SINCE: int(now.timestamp())}


def shard_of(id_: str) -> int:
    """Which partition of the index something stands in."""
    return crc32(id_.encode()) % keys.ACTIVE_SHARDS


def content_of(workflow: Workflow) -> Mapping[str, Any]:
    """What an owner can change."""
    return {
        "name": workflow.name,
        "kind": workflow.kind,
        "params": workflow.params,
        "schedule": workflow.schedule,
        "timezone": workflow.timezone,
        "enabled": workflow.enabled,
        "wait_hours": workflow.wait_hours or 0,
        "owner": {
            "id": workflow.owner_id,
            "name": workflow.owner_name,
            "login": workflow.owner_login,
        },
    }


@readable("workflow")
def _workflow(row: Item) -> Workflow:
    schema.check(row)
    return Workflow(
        account=row["account"],
        id=row["id"],
        name=row["name"],
        kind=row["kind"],
        params=row["params"],
        schedule=row["schedule"],
        timezone=row["timezone"],
        enabled=row["enabled"],
        wait_hours=row.get("wait_hours") or None,
        owner_id=row["owner"]["id"],
        owner_name=row["owner"]["name"],
        owner_login=row["owner"]["login"],
        created_at=datetime.fromisoformat(row["created_at"]),
        version=row["version"],
        last_run=_last_run(row.get("last_run")),
        saved_at=datetime.fromisoformat(row["saved_at"]) if "saved_at" in row else None,
    )


def _last_run(stored: Mapping[str, Any] | None) -> LastRun | None:
    return LastRun(datetime.fromisoformat(stored["at"]), stored["task"]) if stored else None


def load(database: Database, account: str, workflow: str) -> Workflow:
    """A workflow.

    Raises:
        NotFound: there is none, or it has been deleted.
    """
    row = database.tasks.get(key_of(account, workflow))
    if row is None or row.get("deleted"):
        raise NotFound("There is no such workflow.")
    return _workflow(row)


def list_all(database: Database, account: str) -> list[Workflow]:
    """Every workflow of an account, oldest first."""
    query = Query(partition=partition(account), first=WORKFLOW, last=f"{WORKFLOW}~")
    rows = (row for _, row in rows_of(database.tasks, query) if not row.get("deleted"))
    return list(legible(rows, _workflow))


@dataclass(frozen=True, slots=True)
class Memory:
    """A call that added a workflow, remembered under its Idempotency-Key."""

    user: str
    key: str
    fingerprint: str
    """Digest of the request: the same key with another one is refused."""


class AlreadyAdded(Exception):
    """The key has added a workflow before."""


def added(
    database: Database, account: str, user: str, key: str, now: datetime
) -> tuple[str, str] | None:
    """The workflow that a key added in the last 24 hours, with the request's fingerprint."""
    row = database.tasks.get(_memory_key(account, user, key))
    if row is None or row["expires_at"] <= now.timestamp():
        return None
    return row["workflow"], row["fingerprint"]


def _memory_key(account: str, user: str, key: str) -> Key:
    return Key(keys.account(account), f"IDEMPOTENCY-AUTOPILOT#{user}#{key}")


def add(database: Database, workflow: Workflow, now: datetime, by: Memory | None = None) -> None:
    """Write a new workflow, and the memory of the call that adds it, if it is to be remembered.

    Raises:
        AlreadyAdded: the same key added one that is remembered still.
    """
    row = {
        **schema.MARK,
        "account": workflow.account,
        "id": workflow.id,
        "created_at": workflow.created_at.isoformat(),
        "version": workflow.version,
        "deleted": False,
        "saved_at": now.isoformat(),
        **content_of(workflow),
        **note_of(workflow.id, now),
    }
    put = Put(key_of(workflow.account, workflow.id), row, (Absent(),))
    act = _act(ActName.WORKFLOW_ADDED, workflow, now)
    if by is None:
        trail.commit(database, act, tasks=[put])
        return
    memory = {
        "workflow": workflow.id,
        "fingerprint": by.fingerprint,
        "expires_at": int((now + IDEMPOTENCY).timestamp()),
    }
    forgotten = Either(Absent(), AtMost("expires_at", int(now.timestamp())))
    remembered = Put(_memory_key(workflow.account, by.user, by.key), memory, (forgotten,))
    try:
        trail.commit(database, act, tasks=[put, remembered])
    except TransactionRefused as refusal:
        raise AlreadyAdded from refusal


def replace(database: Database, before: Workflow, after: Workflow, now: datetime) -> None:
    """Change a workflow.

    Raises:
        StateChanged: somebody else has changed it meanwhile, or is about to.
    """
    values = {**content_of(after), "version": after.version, "saved_at": now.isoformat()}
    values |= note_of(after.id, now)
    nobody_is_at_it = Equals(SINCE, None)
    was = content_of(before)
    changed = [name for name, value in content_of(after).items() if value != was[name]]
    act = _act(ActName.WORKFLOW_CHANGED, after, now, changed=changed)
    if not written(database, before, values, nobody_is_at_it, act=act):
        raise StateChanged("the workflow was changed meanwhile")


def mark_deleted(database: Database, workflow: Workflow, now: datetime, *, by: Doer) -> None:
    """Delete a workflow for its readers.

    Raises:
        StateChanged: somebody else has changed it meanwhile, or is about to.
    """
    values = {"deleted": True, "version": workflow.version + 1, **note_of(workflow.id, now)}
    nobody_is_at_it = Equals(SINCE, None)
    act = _act(ActName.WORKFLOW_DELETED, workflow, now, by=by)
    if not written(database, workflow, values, nobody_is_at_it, act=act):
        raise StateChanged("the workflow was changed meanwhile")


def take_back(database: Database, refused: Workflow, now: datetime) -> bool:
    """Undo the change that the scheduler refuses; answers False when there is nothing to undo.

    A new workflow is deleted; another goes back to what the scheduler took last. The trail has the
    change, and that it was taken back.
    """
    row = database.tasks.get(key_of(refused.account, refused.id)) or {}
    accepted = row.get("accepted")
    if accepted is not None:
        # As the last release wrote it, it has no wait.
        accepted = {"wait_hours": 0, **accepted}
    if accepted == content_of(refused):
        return False
    values = {"deleted": True} if accepted is None else accepted
    values = {**values, "version": refused.version + 1, **note_of(refused.id, now)}
    name = ActName.WORKFLOW_DELETED if accepted is None else ActName.WORKFLOW_CHANGED
    act = _act(name, refused, now, refused_by_scheduler=True)
    return written(database, refused, values, act=act)


def ran(workflow: Workflow, run: LastRun) -> Update:
    """Notes what was launched last, for the transaction that launches it.

    That one is refused if the workflow is deleted meanwhile.
    """
    it_is_there = Equals("deleted", False)
    value = {"at": run.at.isoformat(), "task": run.task}
    return Update(
        key_of(workflow.account, workflow.id), set={"last_run": value}, expect=(it_is_there,)
    )


def load_any(database: Database, account: str, workflow: str) -> tuple[Workflow, bool] | None:
    """A workflow and whether it has been deleted."""
    row = database.tasks.get(key_of(account, workflow))
    return None if row is None else (_workflow(row), bool(row.get("deleted")))


def remove(database: Database, workflow: Workflow) -> None:
    """Remove the row of a deleted workflow whose schedule is gone."""
    database.tasks.delete_many([key_of(workflow.account, workflow.id)])


def written(
    database: Database,
    read: Workflow,
    values: Item,
    *expect: Clause,
    remove: tuple[str, ...] = (),
    act: Act | None = None,
) -> bool:
    """Change the row unless it is another one than was read."""
    as_it_was_read = (Equals("version", read.version), Equals("deleted", False))
    change = Update(
        key_of(read.account, read.id), set=values, remove=remove, expect=(*as_it_was_read, *expect)
    )
    try:
        if act is None:
            database.tasks.write(change)
        else:
            trail.commit(database, act, tasks=[change])
    except (ConditionFailed, TransactionRefused):
        return False
    return True


def _act(
    name: ActName, workflow: Workflow, now: datetime, *, by: Doer | None = None, **detail: Any
) -> Act:
    """An act on a workflow: of the owner who saved it last, unless somebody else is named."""
    return Act(
        account=workflow.account,
        name=name,
        by=by or Doer(workflow.owner_id, workflow.owner_name),
        at=now,
        detail={"workflow": {"id": workflow.id, "name": workflow.name}, **detail},
    )
