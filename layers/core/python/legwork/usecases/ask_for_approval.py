"""Ask those who may approve a preview to do so, and tell whoever waits that nobody did in time."""

from __future__ import annotations

from datetime import datetime

from legwork import kinds
from legwork.domain.approval import is_covered
from legwork.domain.effect import Put
from legwork.domain.retention import Retention
from legwork.domain.task import Task
from legwork.ports import Clock, Database, Ids
from legwork.store import approval_rules, notifications, previews, tasks, unapproved
from legwork.store.unapproved import ApprovalWait


def asked(preview: Task, at: datetime, *, id_: str | None = None) -> list[Put]:
    """What is written with the note that a preview needs an approval.

    Args:
        preview: ended.
        at: this moment.
        id_: of the notification, where people were told of the preview before.
    """
    permission = kinds.find(preview.kind).permission.value
    return [
        notifications.of_approval(preview, permission, at, id_=id_),
        unapproved.begin(preview, at),
    ]


def ask_for_approval(preview: Task, *, database: Database, clock: Clock, ids: Ids) -> None:
    """Ask for the approval of a preview that a rule covers which came after its end.

    Those who may approve it can see it from then on. Nobody is asked a second time.
    """
    if not preview.needs_approval and preview.approval is None:
        previews.ask(database, preview, asked(preview, clock.now(), id_=ids.new()))


def tell_unapproved(
    wait: ApprovalWait, *, database: Database, clock: Clock, ids: Ids, retention: Retention
) -> None:
    """Tell, once, that a preview has expired while it waited for an approval.

    Its launcher is told; of one of Autopilot's, all owners are.

    Args:
        wait: which preview; its time is over.
        database, clock, ids: the ports.
        retention: how long a notification stays.
    """
    preview = tasks.load(database, wait.preview)
    if preview is not None and _still_waited(preview, wait, database):
        now = clock.now()
        notices = notifications.of_unapproved(preview, ids.new(), now, now + retention.completed)
        previews.lapse(database, preview, notices)
    unapproved.end(database, wait)


def _still_waited(preview: Task, wait: ApprovalWait, database: Database) -> bool:
    """Whether a rule covers it, and nobody has said anything to it or deleted it."""
    if preview.approval or preview.run_by or preview.expires_at != wait.until:
        return False
    rules = approval_rules.load(database, preview.ref.account)
    return is_covered(rules, preview.kind, preview.total, preview.sums)
