"""Register, change and remove webhooks; send a call again. Owners only."""

from __future__ import annotations

from collections.abc import Iterable

from legwork.domain.act import Act, ActName
from legwork.domain.errors import Conflicted, NotPossible
from legwork.domain.permission import Caller
from legwork.domain.webhook import WEBHOOKS_MAX, Secret, Webhook, WebhookEvent, check_url
from legwork.domain.webhook_call import WebhookCall
from legwork.ports import CallMessage, CallQueue, Clock, Database, Ids
from legwork.store import webhook_calls, webhooks


def add_webhook(
    url: str,
    events: Iterable[WebhookEvent],
    *,
    enabled: bool,
    loopback: bool,
    caller: Caller,
    database: Database,
    clock: Clock,
    ids: Ids,
) -> Webhook:
    """Register an address; its secret is shown this one time.

    Raises:
        NotAllowed: the caller is no owner.
        InvalidInput: the address is not to be called.
        NotPossible: the account has as many as it may have.
    """
    caller.require_owner()
    check_url(url, loopback=loopback)
    if len(webhooks.list_all(database, caller.account)) >= WEBHOOKS_MAX:
        raise NotPossible(f"An account has at most {WEBHOOKS_MAX} webhooks. Remove one first.")
    webhook = Webhook(
        account=caller.account,
        id=ids.new(),
        url=url,
        events=tuple(sorted(set(events))),
        enabled=enabled,
        secrets=(Secret.new(),),
        made_by=caller.name,
        created_at=clock.now(),
    )
    webhooks.add(database, webhook, _act(ActName.WEBHOOK_ADDED, webhook, caller, clock))
    return webhook


def change_webhook(
    webhook_id: str,
    url: str,
    events: Iterable[WebhookEvent],
    *,
    enabled: bool,
    loopback: bool,
    caller: Caller,
    database: Database,
    clock: Clock,
) -> Webhook:
    """Change a webhook. One that was disabled for its failures starts afresh when enabled.

    Raises:
        NotAllowed: the caller is no owner.
        NotFound: there is none.
        InvalidInput: the address is not to be called.
        Conflicted: somebody else is changing it.
    """
    caller.require_owner()
    before = webhooks.load(database, caller.account, webhook_id)
    check_url(url, loopback=loopback)
    after = before.evolve(
        url=url, events=tuple(sorted(set(events))), enabled=enabled, disabled_because=None
    )
    act = _act(ActName.WEBHOOK_CHANGED, after, caller, clock)
    return webhooks.replace(database, before, after, act)


def rotate_secret(webhook_id: str, *, caller: Caller, database: Database, clock: Clock) -> Webhook:
    """Give a webhook another secret; for a day the one before signs, too.

    Raises:
        NotAllowed: the caller is no owner.
        NotFound: there is none.
        Conflicted: somebody else is changing it.
    """
    caller.require_owner()
    before = webhooks.load(database, caller.account, webhook_id)
    act = _act(ActName.WEBHOOK_CHANGED, before, caller, clock, secret="another")  # noqa: S106 -- not said which
    return webhooks.replace(database, before, before.with_new_secret(clock.now()), act)


def remove_webhook(webhook_id: str, *, caller: Caller, database: Database, clock: Clock) -> None:
    """Remove a webhook; calls that are under way end.

    Raises:
        NotAllowed: the caller is no owner.
        NotFound: there is none.
    """
    caller.require_owner()
    found = webhooks.load(database, caller.account, webhook_id)
    webhooks.remove(database, found, _act(ActName.WEBHOOK_REMOVED, found, caller, clock))


def redeliver(
    webhook_id: str,
    call_id: str,
    *,
    caller: Caller,
    database: Database,
    queue: CallQueue,
    clock: Clock,
) -> WebhookCall:
    """Send a call again, whatever became of it: with the same id, and signed anew.

    Raises:
        NotAllowed: the caller is no owner.
        NotFound: there is no such webhook or call.
        NotPossible: the webhook is disabled.
        Conflicted: it is being tried at this moment.
    """
    caller.require_owner()
    webhook, now = webhooks.load(database, caller.account, webhook_id), clock.now()
    call = webhook_calls.load(database, caller.account, webhook_id, call_id, now)
    if not webhook.enabled:
        raise NotPossible("The webhook is disabled. Enable it first.")
    # What comes of that try would be written down nowhere.
    again = None if call.is_tried_at(now) else webhook_calls.send_again(database, call, now)
    if again is None:
        raise Conflicted("It is being tried at this moment. Send the same call again in a minute.")
    queue.send(CallMessage(call.account, call.webhook, call.id))
    return again


def _act(name: ActName, webhook: Webhook, caller: Caller, clock: Clock, **detail: str) -> Act:
    shown = {
        "id": webhook.id,
        "url": webhook.url,
        "events": [event.value for event in webhook.events],
        "enabled": webhook.enabled,
    }
    return Act(
        account=caller.account,
        name=name,
        by=caller.doer,
        at=clock.now(),
        detail={"webhook": shown, **detail},
    )
