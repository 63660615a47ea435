"""Acts: what people, programs, Autopilot and operators did, as the trail keeps it.

Each act holds the hash of the one before it, so an act that was changed, removed or moved shows. An
act is kept for ``KEPT``; the one behind it says when it took place, so that what has expired is
told from what somebody removed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from legwork.domain.task import Launcher, Task

OPERATORS = "*"
"""Whose trail has what operators did to no account in particular. No account is called so."""
KEPT = timedelta(days=400)
"""An act is kept this long: a year, and a month to look into it."""


class ActName(StrEnum):
    """What somebody did."""

    LAUNCHED = "launched"
    """A task was launched, or a change was made at once that is a task when it is large."""
    RETRIED = "retried"
    """A task was launched over what was left of another one."""
    UNDONE = "undone"
    """A task was launched that takes back what another one did."""
    PREVIEWED = "previewed"
    """A preview was launched: nothing is done, but what would be is shown."""
    APPROVED = "approved"
    """A preview was approved: what it shows may be launched."""
    REJECTED = "rejected"
    """A preview was rejected: it cannot be launched."""
    CANCELLED = "cancelled"
    """A task was cancelled; the receipt says what was done before."""
    PAUSED = "paused"
    """A task was paused."""
    RESUMED = "resumed"
    """A paused task was told to go on."""
    PUSHED_ON = "pushed_on"
    """A task that stood still was sent another message."""
    DELETED = "deleted"
    """An ended task was deleted."""
    ACCOUNT_HELD = "account_held"
    """All tasks of the account were put on hold."""
    KIND_HELD = "kind_held"
    """All tasks of a kind were put on hold, of every account."""
    HOLD_LIFTED = "hold_lifted"
    """The hold of the account, or of a kind, was lifted."""
    ANNOUNCED_AGAIN = "announced_again"
    """The end of a task was announced once more."""
    DEAD_REDRIVEN = "dead_redriven"
    """Messages that nobody could work on were sent again."""
    SETTINGS_CHANGED = "settings_changed"
    """What holds for all tasks of the account was changed."""
    WORKFLOW_ADDED = "workflow_added"
    """A workflow of Autopilot was added."""
    WORKFLOW_CHANGED = "workflow_changed"
    """A workflow of Autopilot was changed."""
    WORKFLOW_DELETED = "workflow_deleted"
    """A workflow of Autopilot was deleted."""
    CREDENTIAL_ADDED = "credential_added"
    """A login for a program was made."""
    CREDENTIAL_REVOKED = "credential_revoked"
    """The login of a program was revoked."""
    WEBHOOK_ADDED = "webhook_added"
    """An address was registered to be called."""
    WEBHOOK_CHANGED = "webhook_changed"
    """A webhook was changed, or was given another secret."""
    WEBHOOK_REMOVED = "webhook_removed"
    """A webhook was removed."""
    RECORD_CHANGED = "record_changed"
    """A record was corrected, or something was entered by hand."""


class ActVia(StrEnum):
    """How somebody acted."""

    STAFF = "staff"
    """A staff member, signed in."""
    AUTOPILOT = "autopilot"
    """A workflow, in the name of the owner who saved it last."""
    PROGRAM = "program"
    """A program, with credentials of its own."""
    OPERATOR = "operator"
    """Somebody who runs Legwork."""


@dataclass(frozen=True, slots=True)
class Doer:
    """Who acted."""

    id: str
    name: str
    via: str = ActVia.STAFF
    """An ``ActVia``, or one that a later release knows."""

    @classmethod
    def of(cls, launcher: Launcher) -> Doer:
        """Whoever launched a task."""
        return cls(launcher.id, launcher.name, launcher.via.value)


@dataclass(frozen=True, slots=True)
class ActedOn:
    """The task that an act was about: the trail knows it when it is gone."""

    id: str
    number: int
    kind: str
    title: str

    @classmethod
    def of(cls, task: Task) -> ActedOn:
        """The task as it was then."""
        return cls(task.ref.id, task.number, task.kind, task.title)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act. Its place in the trail is given to it when it is written."""

    account: str
    name: str
    """An ``ActName``, or one that a later release knows."""
    by: Doer
    at: datetime
    """To the second; in one account never before the act before it."""
    task: ActedOn | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    """What else there is to say of it; nothing in it is None. What later releases have to tell goes
    here, too: all that a row holds is in its hash."""
    number: int = 0
    """Place in the account's trail, from 1 on, without a gap."""
    before: str = ""
    """Hash of the act before it; nothing of the first."""
    before_at: datetime | None = None
    """When that one took place."""

    def evolve(self, **changes: Any) -> Act:
        """A copy with some fields changed."""
        return replace(self, **changes)

    def is_gone(self, now: datetime) -> bool:
        """Whether it is kept no more."""
        return self.at + KEPT <= now

    def told(self) -> dict[str, Any]:
        """The act as callers see it, but for its hash and for what it does not have."""
        said: dict[str, Any] = {
            "id": str(self.number),
            "at": moment(self.at),
            "by": {"id": self.by.id, "name": self.by.name},
            "via": str(self.by.via),
            "act": str(self.name),
            "detail": dict(self.detail),
            "before": self.before,
        }
        if self.task is not None:
            task = self.task
            said["task"] = {
                "id": task.id,
                "number": task.number,
                "kind": task.kind,
                "title": task.title,
            }
        if self.before_at is not None:
            said["before_at"] = moment(self.before_at)
        return said

    @property
    def hash(self) -> str:
        """What the act behind it holds."""
        return hash_of(self.told())


def act_on(task: Task, name: ActName, by: Doer, at: datetime, **detail: Any) -> Act:
    """An act on a task.

    Args:
        task: which.
        name: what was done.
        by: who did it.
        at: when.
        detail: what else there is to say; None is left out.
    """
    return Act(
        account=task.ref.account,
        name=name,
        by=by,
        at=at,
        task=ActedOn.of(task),
        detail=said(**detail),
    )


def said(**detail: Any) -> dict[str, Any]:
    """The details of an act without those that there are not."""
    return {name: value for name, value in detail.items() if value is not None}


def moment(at: datetime) -> str:
    """A time to the second, in UTC, as answers show it."""
    return at.replace(microsecond=0).isoformat().replace("+00:00", "Z")


def hash_of(told: Mapping[str, Any]) -> str:
    """The SHA-256 of an act as JSON: keys in order, no blanks, without its hash and without nulls.

    Whoever has the trail, as JSON, can make sure of it alone.
    """
    kept = {name: value for name, value in told.items() if name != "hash" and value is not None}
    text = json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
