"""Rows of webhooks: all of an account lie together, each under its id."""

from __future__ import annotations

from datetime import datetime

from legwork.domain.act import Act
from legwork.domain.effect import Absent, Delete, Equals, Item, Present, Put, Update
from legwork.domain.errors import Conflicted, NotFound
from legwork.domain.readable import legible, readable
from legwork.domain.webhook import Secret, Webhook, WebhookEvent
from legwork.ports import ConditionFailed, Database, Query, TransactionRefused, rows_of
from legwork.store import keys, notifications, trail


def find(database: Database, account: str, webhook: str) -> Webhook | None:
    """A webhook, if there is one."""
    row = database.tasks.get(keys.webhook(account, webhook))
    return None if row is None else _webhook(row)


def load(database: Database, account: str, webhook: str) -> Webhook:
    """A webhook.

    Raises:
        NotFound: there is none.
    """
    found = find(database, account, webhook)
    if found is None:
        raise NotFound("There is no such webhook.")
    return found


def list_all(database: Database, account: str) -> list[Webhook]:
    """Every webhook of an account, oldest first."""
    query = Query(partition=keys.webhooks(account))
    return list(legible((row for _, row in rows_of(database.tasks, query)), _webhook))


def add(database: Database, webhook: Webhook, act: Act) -> None:
    """Write a new webhook, and in the trail who registered it."""
    row = {
        "account": webhook.account,
        "id": webhook.id,
        "made_by": webhook.made_by,
        "created_at": webhook.created_at.isoformat(),
        **_content(webhook),
    }
    put = Put(keys.webhook(webhook.account, webhook.id), row, (Absent(),))
    trail.commit(database, act, tasks=[put])


def replace(database: Database, before: Webhook, after: Webhook, act: Act) -> Webhook:
    """Change a webhook; what was said of it before counts no more: it starts afresh.

    Raises:
        Conflicted: somebody else has changed it meanwhile.
    """
    changed = after.evolve(version=before.version + 1, failing_since=None)
    update = Update(
        keys.webhook(before.account, before.id),
        set=_content(changed),
        expect=(Equals("version", before.version),),
    )
    try:
        trail.commit(database, act, tasks=[update])
    except TransactionRefused as failed:
        at_it = "Somebody else is changing this webhook. Send the same call again in a moment."
        raise Conflicted(at_it) from failed
    return changed


def remove(database: Database, webhook: Webhook, act: Act) -> None:
    """Remove a webhook, and write in the trail who did.

    Raises:
        NotFound: there is none.
    """
    gone = Delete(keys.webhook(webhook.account, webhook.id), (Present(),))
    try:
        trail.commit(database, act, tasks=[gone])
    except TransactionRefused as failed:
        raise NotFound("There is no such webhook.") from failed


def mark_failing(database: Database, webhook: Webhook, since: datetime) -> None:
    """Write down since when its calls fail, unless that is known."""
    _mark(database, webhook, {"failing_since": since.isoformat()})


def mark_good(database: Database, webhook: Webhook) -> None:
    """Write down that a call has succeeded."""
    _mark(database, webhook, {"failing_since": None})


def disable(database: Database, webhook: Webhook, because: str, id_: str, now: datetime) -> bool:
    """Call it no more, and tell the owners; answers whether this call is the one that did it.

    Both are one transaction: the owners are told once, and not without its being so.

    Args:
        database: the tables.
        webhook: as it was read.
        because: why, in one sentence.
        id_: of the notification.
        now: when.
    """
    change = _marking(webhook, {"enabled": False, "disabled_because": because})
    told = notifications.of_disabled(webhook, because, id_, now)
    try:
        database.transact(tasks=[change, told])
    except TransactionRefused:
        return False
    return True


def _mark(database: Database, read: Webhook, values: Item) -> None:
    """Change what no owner says, unless an owner has changed the webhook since it was read."""
    try:
        database.tasks.write(_marking(read, values))
    except ConditionFailed:
        return


def _marking(read: Webhook, values: Item) -> Update:
    since = None if read.failing_since is None else read.failing_since.isoformat()
    as_it_was_read = (
        Equals("version", read.version),
        Equals("failing_since", since),
        Equals("enabled", read.enabled),
    )
    return Update(keys.webhook(read.account, read.id), set=values, expect=as_it_was_read)


def _content(webhook: Webhook) -> Item:
    since = webhook.failing_since
    return {
        "url": webhook.url,
        "events": [event.value for event in webhook.events],
        "enabled": webhook.enabled,
        "secrets": [
            {"text": one.text, "ends_at": one.ends_at and one.ends_at.isoformat()}
            for one in webhook.secrets
        ],
        "failing_since": since and since.isoformat(),
        "disabled_because": webhook.disabled_because,
        "version": webhook.version,
    }


@readable("webhook")
def _webhook(row: Item) -> Webhook:
    known = {event.value for event in WebhookEvent}
    return Webhook(
        account=row["account"],
        id=row["id"],
        url=row["url"],
        # A later release may know events that this one does not.
        events=tuple(WebhookEvent(name) for name in row["events"] if name in known),
        enabled=row["enabled"],
        secrets=tuple(Secret(one["text"], _time(one["ends_at"])) for one in row["secrets"]),
        made_by=row["made_by"],
        created_at=datetime.fromisoformat(row["created_at"]),
        # A release after this one may leave out what there is none of, rather than store nothing.
        failing_since=_time(row.get("failing_since")),
        disabled_because=row.get("disabled_because"),
        version=row["version"],
    )


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
