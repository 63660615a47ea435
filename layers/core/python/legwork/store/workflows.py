"""Workflow rows. A row and its schedule are changed together by way of a note in the row.

Whoever changes a workflow writes the row first, with the note that its schedule is behind; then
changes the schedule; then takes the note away. Until then nobody else may change the workflow, and
the row stands in the index of what is active: when its writer has died, the watchdog finds it there
and does the rest. So a crash in between leaves neither a schedule without a row nor a row without
its schedule. The row remembers what the scheduler took last: where it refuses a change, that is
what the row goes back to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    Present,
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
_BEHIND = "active_key"
"""Where the watchdog finds it: among those whose schedule is behind, or those that launch."""
_WATCHED, _WAITS = "AUTOPILOT-ON#", "AUTOPILOT-WAITS#"
"""Partitions of the index: of workflows that launch, and of previews that are to be run."""
_WAIT = "WAIT#"
_SINCE = "behind_since"
"""Since when, in epoch seconds: tells a writer that has died from one that is at work."""


def _partition(account: str) -> str:
    return f"{keys.account(account)}#AUTOPILOT"


def _key(account: str, workflow: str) -> Key:
    return Key(_partition(account), f"{WORKFLOW}{workflow}")


def _note(workflow: str, now: datetime) -> Item:
    return {_BEHIND: f"AUTOPILOT#{_shard(workflow)}", _SINCE: int(now.timestamp())}


def _shard(workflow: str) -> int:
    return crc32(workflow.encode()) % keys.ACTIVE_SHARDS


def _content(workflow: Workflow) -> Mapping[str, Any]:
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


# --- Reading ---------------------------------------------------------------------------------


def load(database: Database, account: str, workflow: str) -> Workflow:
    """A workflow.

    Raises:
        NotFound: there is none, or it has been deleted.
    """
    row = database.tasks.get(_key(account, workflow))
    if row is None or row.get("deleted"):
        raise NotFound("There is no such workflow.")
    return _workflow(row)


def list_all(database: Database, account: str) -> list[Workflow]:
    """Every workflow of an account, oldest first."""
    query = Query(partition=_partition(account), first=WORKFLOW, last=f"{WORKFLOW}~")
    rows = (row for _, row in rows_of(database.tasks, query) if not row.get("deleted"))
    return list(legible(rows, _workflow))


def behind(database: Database) -> Iterator[tuple[str, str]]:
    """Account and id of every workflow whose schedule is behind, as the index knows it."""
    for shard in range(keys.ACTIVE_SHARDS):
        query = Query(partition=f"AUTOPILOT#{shard}", index="active")
        yield from legible((row for _, row in rows_of(database.tasks, query)), _name)


@readable("workflow")
def _name(row: Item) -> tuple[str, str]:
    return row["account"], row["id"]


# --- Changing the row, its schedule left behind ----------------------------------------------


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
        **_content(workflow),
        **_note(workflow.id, now),
    }
    put = Put(_key(workflow.account, workflow.id), row, (Absent(),))
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
    values = {**_content(after), "version": after.version, "saved_at": now.isoformat()}
    values |= _note(after.id, now)
    nobody_is_at_it = Equals(_SINCE, None)
    was = _content(before)
    changed = [name for name, value in _content(after).items() if value != was[name]]
    act = _act(ActName.WORKFLOW_CHANGED, after, now, changed=changed)
    if not _written(database, before, values, nobody_is_at_it, act=act):
        raise StateChanged("the workflow was changed meanwhile")


def mark_deleted(database: Database, workflow: Workflow, now: datetime, *, by: Doer) -> None:
    """Delete a workflow for its readers.

    Raises:
        StateChanged: somebody else has changed it meanwhile, or is about to.
    """
    values = {"deleted": True, "version": workflow.version + 1, **_note(workflow.id, now)}
    nobody_is_at_it = Equals(_SINCE, None)
    act = _act(ActName.WORKFLOW_DELETED, workflow, now, by=by)
    if not _written(database, workflow, values, nobody_is_at_it, act=act):
        raise StateChanged("the workflow was changed meanwhile")


def take_back(database: Database, refused: Workflow, now: datetime) -> bool:
    """Undo the change that the scheduler refuses; answers False when there is nothing to undo.

    A new workflow is deleted; another goes back to what the scheduler took last. The trail has the
    change, and that it was taken back.
    """
    row = database.tasks.get(_key(refused.account, refused.id)) or {}
    accepted = row.get("accepted")
    if accepted is not None:
        # As the last release wrote it, it has no wait.
        accepted = {"wait_hours": 0, **accepted}
    if accepted == _content(refused):
        return False
    values = {"deleted": True} if accepted is None else accepted
    values = {**values, "version": refused.version + 1, **_note(refused.id, now)}
    name = ActName.WORKFLOW_DELETED if accepted is None else ActName.WORKFLOW_CHANGED
    act = _act(name, refused, now, refused_by_scheduler=True)
    return _written(database, refused, values, act=act)


def leave_behind(database: Database, account: str, workflow: str, since: datetime) -> None:
    """Note that a workflow has no schedule, or another one: the watchdog makes it what it is."""
    change = Update(_key(account, workflow), set=_note(workflow, since), expect=(Present(),))
    try:
        database.tasks.write(change)
    except ConditionFailed as refusal:
        raise NotFound("There is no such workflow.") from refusal


# --- Bringing the schedule in line with the row ----------------------------------------------


def ran(workflow: Workflow, run: LastRun) -> Update:
    """Notes what was launched last, for the transaction that launches it.

    That one is refused if the workflow is deleted meanwhile.
    """
    it_is_there = Equals("deleted", False)
    value = {"at": run.at.isoformat(), "task": run.task}
    return Update(
        _key(workflow.account, workflow.id), set={"last_run": value}, expect=(it_is_there,)
    )


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
        _key(account, workflow),
        set=_note(workflow, now),
        expect=(Present(), AtMost(_SINCE, int(since.timestamp()))),
    )
    try:
        database.tasks.write(change)
    except ConditionFailed:
        return False
    return True


def load_any(database: Database, account: str, workflow: str) -> tuple[Workflow, bool] | None:
    """A workflow and whether it has been deleted."""
    row = database.tasks.get(_key(account, workflow))
    return None if row is None else (_workflow(row), bool(row.get("deleted")))


def mark_caught_up(database: Database, workflow: Workflow) -> None:
    """Take the note away, and remember what the scheduler has accepted."""
    values: Item = {"accepted": _content(workflow)}
    if workflow.enabled:
        # The watchdog looks whether its moments are missed.
        values = {**values, _BEHIND: f"{_WATCHED}{_shard(workflow.id)}"}
        _written(database, workflow, values, remove=(_SINCE,))
    else:
        _written(database, workflow, values, remove=(_BEHIND, _SINCE))


# --- What the watchdog looks at --------------------------------------------------------------


def watched(database: Database) -> Iterator[tuple[str, str]]:
    """Account and id of every workflow that launches, as the index knows it."""
    for shard in range(keys.ACTIVE_SHARDS):
        query = Query(partition=f"{_WATCHED}{shard}", index="active")
        yield from legible((row for _, row in rows_of(database.tasks, query)), _name)


@dataclass(frozen=True, slots=True)
class Wait:
    """A preview of a workflow that is to be run after a while."""

    account: str
    workflow: str
    preview: str


def waiting(database: Database) -> Iterator[Wait]:
    """Every preview that is to be run, as the index knows it."""
    for shard in range(keys.ACTIVE_SHARDS):
        query = Query(partition=f"{_WAITS}{shard}", index="active")
        yield from legible((row for _, row in rows_of(database.tasks, query)), _wait)


@readable("wait")
def _wait(row: Item) -> Wait:
    schema.check(row)
    return Wait(row["account"], row["id"], row["preview"])


def begin_wait(wait: Wait) -> Put:
    """Notes that a preview is to be run, for the transaction that records it."""
    row = {
        **schema.MARK,
        "account": wait.account,
        "id": wait.workflow,
        "preview": wait.preview,
        _BEHIND: f"{_WAITS}{_shard(wait.preview)}",
    }
    return Put(_wait_key(wait), row, (Absent(),))


def end_wait(database: Database, wait: Wait) -> None:
    """Forget that a preview is to be run; twice is as good as once."""
    database.tasks.delete_many([_wait_key(wait)])


def _wait_key(wait: Wait) -> Key:
    return Key(_partition(wait.account), f"{_WAIT}{wait.preview}")


def remove(database: Database, workflow: Workflow) -> None:
    """Remove the row of a deleted workflow whose schedule is gone."""
    database.tasks.delete_many([_key(workflow.account, workflow.id)])


def _written(
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
        _key(read.account, read.id), set=values, remove=remove, expect=(*as_it_was_read, *expect)
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
