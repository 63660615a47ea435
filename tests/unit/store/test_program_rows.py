"""Rows and messages about programs as releases have written them: each stays readable.

If a release writes them otherwise, add what it writes; what is here stays.
"""

import json
from datetime import UTC, datetime
from typing import Any

from legwork.adapters.call_queue import read_call_message
from legwork.domain.effect import Put
from legwork.domain.permission import Permission
from legwork.domain.webhook import WebhookEvent
from legwork.domain.webhook_call import CallState, Try
from legwork.ports import CallMessage
from legwork.store import credentials, keys, webhook_calls, webhooks
from legwork.testing.database import MemoryDatabase

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
CREDENTIAL: dict[str, Any] = {
    "account": "parkside",
    "id": "01C",
    "name": "Till",
    "permissions": ["permits", "reports"],
    "digest": "ab" * 32,
    "made_by": "Ana",
    "created_at": "2026-03-02T09:00:00+00:00",
    "last_used_at": None,
}
WEBHOOK: dict[str, Any] = {
    "account": "parkside",
    "id": "01W",
    "made_by": "Ana",
    "created_at": "2026-03-02T09:00:00+00:00",
    "url": "https://hooks.example.com/",
    "events": ["task.ended", "moon.risen"],
    "enabled": True,
    "secrets": [
        {"text": "whsec_YQ==", "ends_at": None},
        {"text": "whsec_Yg==", "ends_at": "2026-03-03T09:00:00+00:00"},
    ],
    "failing_since": "2026-03-02T09:00:00+00:00",
    "disabled_because": None,
    "version": 3,
}
CALL: dict[str, Any] = {
    "account": "parkside",
    "webhook": "01W",
    "id": "20260302T090000.000000Z-t.ended",
    "event_id": "t.ended",
    "event": "task.ended",
    "body": "{}",
    "created_at": "2026-03-02T09:00:00+00:00",
    "expires_at": 1_773_046_800,
    "active_key": "WEBHOOKS#1",
    "became": "pending",
    "tries": [{"at": "2026-03-02T09:00:00+00:00", "status": 503, "problem": None}],
    "tried": 1,
    "next_at": "2026-03-02T09:00:05+00:00",
    "changes": 2,
}


def test_the_row_of_a_credential() -> None:
    database = MemoryDatabase()
    database.tasks.write(Put(keys.credential("parkside", "01C"), CREDENTIAL))
    found = credentials.load(database, "parkside", "01C")

    assert found is not None
    assert found.permissions == (Permission.PERMITS, Permission.REPORTS)
    assert (found.created_at, found.last_used_at) == (AT, None)


def test_the_row_of_a_webhook() -> None:
    database = MemoryDatabase()
    database.tasks.write(Put(keys.webhook("parkside", "01W"), WEBHOOK))
    found = webhooks.load(database, "parkside", "01W")

    assert found.events == (WebhookEvent.TASK_ENDED,)
    assert [one.text for one in found.signing(AT)] == ["whsec_YQ==", "whsec_Yg=="]
    assert (found.failing_since, found.version) == (AT, 3)


def test_the_row_of_a_call() -> None:
    database = MemoryDatabase()
    database.tasks.write(Put(keys.webhook_call("parkside", "01W", CALL["id"]), CALL))
    found = webhook_calls.load(database, "parkside", "01W", CALL["id"], AT)

    assert (found.state, found.tries) == (CallState.PENDING, (Try(AT, 503),))
    assert [one.id for one in webhook_calls.pending(database)] == [CALL["id"]]


def test_the_message_of_a_call() -> None:
    body = json.dumps({"account": "parkside", "webhook": "01W", "call": "x", "more": 1})

    assert read_call_message(body) == CallMessage("parkside", "01W", "x")


def test_what_there_is_none_of_may_be_left_out() -> None:
    """So that a later release can remove an attribute, where this one still stores nothing."""
    database = MemoryDatabase()
    rows = {
        keys.credential("parkside", "01C"): {**CREDENTIAL, "last_used_at": None},
        keys.webhook("parkside", "01W"): {**WEBHOOK, "failing_since": None},
        keys.webhook_call("parkside", "01W", CALL["id"]): {**CALL, "next_at": None},
    }
    for key, row in rows.items():
        database.tasks.write(
            Put(key, {name: said for name, said in row.items() if said is not None})
        )

    credential = credentials.load(database, "parkside", "01C")
    webhook = webhooks.load(database, "parkside", "01W")
    call = webhook_calls.load(database, "parkside", "01W", CALL["id"], AT)
    assert credential is not None
    assert (credential.last_used_at, webhook.failing_since, call.next_at) == (None, None, None)
    assert webhook.disabled_because is None
