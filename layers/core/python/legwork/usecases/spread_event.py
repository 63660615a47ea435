"""Spread an event: one call for each webhook that wants to be told of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from legwork.domain.webhook import WebhookEvent
from legwork.domain.webhook_call import CallState, Happening
from legwork.ports import CallMessage, CallQueue, Clock, Database
from legwork.store import webhook_calls, webhooks

_EVENTS = {
    "Task Started": (WebhookEvent.TASK_STARTED, "started_at"),
    "Task Completed": (WebhookEvent.TASK_ENDED, "ended_at"),
    "Task Failed": (WebhookEvent.TASK_ENDED, "ended_at"),
    "Task Canceled": (WebhookEvent.TASK_ENDED, "ended_at"),
    "Task Paused": (WebhookEvent.TASK_PAUSED, "paused"),
    "Mail Bounced": (WebhookEvent.MAIL_BOUNCED, "at"),
}
"""What the bus calls each, and the member of its detail that says when it was."""


def read_event(type_: str, detail: Mapping[str, Any]) -> Happening:
    """An event of the bus as receivers are told of it: twice told, it has the same id.

    Raises:
        KeyError, ValueError: it is none that they are told of.
    """
    event, when = _EVENTS[type_]
    moment = detail[when]["at"] if when == "paused" else detail[when]
    at = datetime.fromisoformat(moment)
    name = f"{detail['id']}.{event.value.partition('.')[2]}"
    if event is WebhookEvent.TASK_PAUSED:
        # A task can be paused more than once.
        name = f"{name}.{at:%Y%m%dT%H%M%S%f}"
    body = {"type": event.value, "timestamp": moment, "data": dict(detail)}
    return Happening(
        account=detail["account"],
        id=name,
        event=event,
        at=at,
        body=json.dumps(body, separators=(",", ":")),
    )


def spread_event(
    happening: Happening, *, database: Database, queue: CallQueue, clock: Clock
) -> int:
    """Write a call down for each webhook that wants it, and queue it; answers how many.

    The call is named by event and webhook: told of the same event again, nobody is called twice
    who has it, and whoever has not is queued again.

    Args:
        happening: what happened.
        database, queue, clock: the ports.
    """
    queued = 0
    for webhook in webhooks.list_all(database, happening.account):
        if not webhook.wants(happening.event):
            continue
        call = webhook_calls.add(database, webhook, happening, clock.now())
        if call.state is CallState.PENDING:
            queue.send(CallMessage(call.account, call.webhook, call.id))
            queued += 1
    return queued
