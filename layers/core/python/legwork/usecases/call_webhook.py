"""Call a webhook: one try, and what it leads to.

```
message -> is it time? -> begin (nobody else does for a minute) -> call -> write down -> message
             no: the message waits on      |                               |
                                           +-- dies between: the message comes back, and begins
```
"""

from __future__ import annotations

from datetime import datetime, timedelta

from legwork.domain.webhook import Webhook, signed_headers
from legwork.domain.webhook_call import LEASE, Answer, CallState, WebhookCall
from legwork.ports import (
    CallMessage,
    CallQueue,
    Clock,
    Database,
    Event,
    Events,
    Ids,
    Receivers,
)
from legwork.store import webhook_calls, webhooks

LONGEST_DELAY = timedelta(minutes=15)
"""SQS holds no message back for longer; one that is to wait on is sent on."""
_GONE = 410
"""Whoever answers so wants to hear no more."""


def call_webhook(
    message: CallMessage,
    *,
    database: Database,
    queue: CallQueue,
    receivers: Receivers,
    events: Events,
    clock: Clock,
    ids: Ids,
) -> Answer | None:
    """Try a call whose time has come; answers what came of it, or nothing if it was not tried.

    Args:
        message: which call.
        database, queue, receivers, events, clock, ids: the ports.
    """
    call = webhook_calls.find(database, message.account, message.webhook, message.call)
    if call is None or call.state is not CallState.PENDING:
        return None
    webhook = webhooks.find(database, message.account, message.webhook)
    if webhook is None or not webhook.enabled:
        webhook_calls.drop(database, call)
        return None
    now = clock.now()
    if call.next_at is not None and call.next_at > now:
        queue.send(message, delay=min(call.next_at - now, LONGEST_DELAY))
        return None
    begun = webhook_calls.put_off(database, call, now + LEASE)
    if begun is None:
        # Another message of the same call was first, and goes on with it.
        return None
    answer = receivers.call(webhook.url, _headers(webhook, call, now), call.body.encode())
    after = webhook_calls.record(database, begun, answer, now, clock.now())
    if after is not None and after.state is CallState.PENDING and after.next_at is not None:
        queue.send(message, delay=min(after.next_at - clock.now(), LONGEST_DELAY))
    _judge(webhook, answer, database=database, events=events, ids=ids, now=now)
    return answer


def push_on_calls(*, database: Database, queue: CallQueue, clock: Clock) -> int:
    """Queue the calls again whose message must be lost; answers how many.

    A message that waits is sent on every quarter of an hour, and one that died comes back after a
    minute: a call that is overdue by more than both has none.
    """
    pushed, overdue_since = 0, clock.now() - LONGEST_DELAY - LEASE
    for call in webhook_calls.pending(database):
        if call.next_at is None or call.next_at < overdue_since:
            queue.send(CallMessage(call.account, call.webhook, call.id))
            pushed += 1
    return pushed


def _headers(webhook: Webhook, call: WebhookCall, now: datetime) -> dict[str, str]:
    return {
        "content-type": "application/json",
        "user-agent": "Legwork-Webhooks/1",
        **signed_headers(call.event_id, call.body, webhook.signing(now), now),
    }


def _judge(
    webhook: Webhook, answer: Answer, *, database: Database, events: Events, ids: Ids, now: datetime
) -> None:
    """Remember whether its calls succeed, and give it up when none has for days."""
    if answer.good:
        if webhook.failing_since is not None:
            webhooks.mark_good(database, webhook)
        return
    if answer.status == _GONE:
        because = "The receiver answered 410: it wants to be called no more."
    elif webhook.has_failed_for_days(now):
        because = f"No call has succeeded since {webhook.failing_since:%Y-%m-%d %H:%M} UTC."
    else:
        if webhook.failing_since is None:
            webhooks.mark_failing(database, webhook, now)
        return
    if not webhooks.disable(database, webhook, because, ids.new(), now):
        return
    detail = {
        "account": webhook.account,
        "id": webhook.id,
        "url": webhook.url,
        "made_by": webhook.made_by,
        "reason": because,
    }
    events.publish(Event("Webhook Disabled", detail, now))
