"""Rows of calls: the log of a webhook, and what is still to be tried.

A call that is pending stands in the index of what is active: when its message is lost, the watchdog
finds it there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from zlib import crc32

from legwork.domain.effect import Absent, Equals, Item, Key, Present, Put, Update
from legwork.domain.errors import NotFound
from legwork.domain.readable import legible, readable
from legwork.domain.webhook import Webhook, WebhookEvent
from legwork.domain.webhook_call import (
    KEPT,
    KEPT_AGAIN,
    TRIES_SHOWN,
    Answer,
    CallState,
    Happening,
    Try,
    WebhookCall,
    call_id,
)
from legwork.ports import ConditionFailed, Database, Query, rows_of
from legwork.store import keys

_ACTIVE = "active_key"


# --- Reading ---------------------------------------------------------------------------------


def find(database: Database, account: str, webhook: str, call: str) -> WebhookCall | None:
    """A call, if there is one."""
    row = database.tasks.get(keys.webhook_call(account, webhook, call))
    return None if row is None else _call(row)


def load(database: Database, account: str, webhook: str, call: str, now: datetime) -> WebhookCall:
    """A call that stands in the log.

    Raises:
        NotFound: there is none.
    """
    found = find(database, account, webhook, call)
    if found is None or found.expires_at <= now:
        raise NotFound("There is no such delivery.")
    return found


def page_before(
    database: Database, account: str, webhook: str, before: str | None, limit: int, now: datetime
) -> list[WebhookCall]:
    """The calls of a webhook, newest first, from before a certain one on."""
    partition = keys.webhook_calls(account, webhook)
    last = "\uffff" if before is None else before
    query = Query(partition=partition, last=last, newest_first=True, limit=limit + 1)
    rows = (row for key, row in rows_of(database.tasks, query) if key.sort != before)
    return [one for one in legible(rows, _call) if one.expires_at > now][:limit]


def pending(database: Database) -> Iterator[WebhookCall]:
    """Every call that is still to be tried, as the index knows it."""
    for shard in range(keys.ACTIVE_SHARDS):
        query = Query(partition=keys.pending_calls(shard), index="active")
        yield from legible((row for _, row in rows_of(database.tasks, query)), _call)


# --- Writing ---------------------------------------------------------------------------------


def add(database: Database, webhook: Webhook, happening: Happening, now: datetime) -> WebhookCall:
    """Write a call down, unless that was done; answers it as it stands."""
    call = WebhookCall(
        account=webhook.account,
        webhook=webhook.id,
        id=call_id(happening),
        event_id=happening.id,
        event=happening.event,
        body=happening.body,
        created_at=now,
        next_at=now,
        expires_at=(now + KEPT).replace(microsecond=0),
    )
    row = {
        "account": call.account,
        "webhook": call.webhook,
        "id": call.id,
        "event_id": call.event_id,
        "event": call.event.value,
        "body": call.body,
        "created_at": call.created_at.isoformat(),
        _ACTIVE: _shard(call),
        **_course(call),
    }
    try:
        database.tasks.write(Put(_key(call), row, (Absent(),)))
    except ConditionFailed:
        return find(database, call.account, call.webhook, call.id) or call
    return call


def put_off(database: Database, call: WebhookCall, until: datetime) -> WebhookCall | None:
    """Begin a try: until then nobody else does. Nothing when somebody else was first."""
    return _changed(database, call, replace(call, next_at=until, trying_until=until))


def record(
    database: Database, call: WebhookCall, answer: Answer, at: datetime, now: datetime
) -> WebhookCall | None:
    """Write down what came of a try that was begun; nothing when somebody else has gone on."""
    tries = (*call.tries, Try(at, answer.status, answer.problem))[-TRIES_SHOWN:]
    if answer.good:
        state, next_at = CallState.DELIVERED, None
    elif call.wait is None:
        state, next_at = CallState.FAILED, None
    else:
        state, next_at = CallState.PENDING, now + call.wait
    changed = replace(call, state=state, tries=tries, tried=call.tried + 1, next_at=next_at)
    return _changed(database, call, replace(changed, trying_until=None))


def drop(database: Database, call: WebhookCall) -> None:
    """Give a call up whose webhook is not to be called any more."""
    dropped = replace(call, state=CallState.DROPPED, next_at=None, trying_until=None)
    _changed(database, call, dropped)


def send_again(database: Database, call: WebhookCall, now: datetime) -> WebhookCall | None:
    """Let a call be tried from the beginning; nothing when somebody else has changed it."""
    again = replace(call, state=CallState.PENDING, tried=0, next_at=now, trying_until=None)
    # The row is not to go while it is tried.
    stays = max(call.expires_at, (now + KEPT_AGAIN).replace(microsecond=0))
    return _changed(database, call, replace(again, expires_at=stays))


def _changed(database: Database, read: WebhookCall, call: WebhookCall) -> WebhookCall | None:
    changed = replace(call, changes=read.changes + 1)
    is_pending = changed.state is CallState.PENDING
    update = Update(
        _key(call),
        set={**_course(changed), **({_ACTIVE: _shard(call)} if is_pending else {})},
        remove=() if is_pending else (_ACTIVE,),
        expect=(Present(), Equals("changes", read.changes)),
    )
    try:
        database.tasks.write(update)
    except ConditionFailed:
        return None
    return changed


def _key(call: WebhookCall) -> Key:
    return keys.webhook_call(call.account, call.webhook, call.id)


def _shard(call: WebhookCall) -> str:
    return keys.pending_calls(crc32(call.id.encode()) % keys.ACTIVE_SHARDS)


def _course(call: WebhookCall) -> Item:
    return {
        # Not called a state: the stream's readers look for tasks that have ended by that name.
        "became": call.state.value,
        "tries": [
            {"at": one.at.isoformat(), "status": one.status, "problem": one.problem}
            for one in call.tries
        ],
        "tried": call.tried,
        "next_at": call.next_at and call.next_at.isoformat(),
        "trying_until": call.trying_until and call.trying_until.isoformat(),
        "changes": call.changes,
        "expires_at": int(call.expires_at.timestamp()),
    }


@readable("delivery")
def _call(row: Item) -> WebhookCall:
    # A release after this one may leave out what there is none of, rather than store nothing.
    next_at, trying_until = row.get("next_at"), row.get("trying_until")
    return WebhookCall(
        account=row["account"],
        webhook=row["webhook"],
        id=row["id"],
        event_id=row["event_id"],
        event=WebhookEvent(row["event"]),
        body=row["body"],
        created_at=datetime.fromisoformat(row["created_at"]),
        state=CallState(row["became"]),
        tries=tuple(
            Try(datetime.fromisoformat(one["at"]), one["status"], one["problem"])
            for one in row["tries"]
        ),
        tried=row["tried"],
        next_at=None if next_at is None else datetime.fromisoformat(next_at),
        trying_until=None if trying_until is None else datetime.fromisoformat(trying_until),
        changes=row["changes"],
        expires_at=datetime.fromtimestamp(
            row["expires_at"], datetime.fromisoformat(row["created_at"]).tzinfo
        ),
    )
