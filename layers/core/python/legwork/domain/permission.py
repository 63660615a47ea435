"""Who may do what: roles and permissions of staff members."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from legwork.domain.act import Doer
from legwork.domain.errors import NotAllowed
from legwork.domain.task import Launcher, Task, TaskState, Via


class Permission(StrEnum):
    """What a group of staff members may be allowed to do. An owner may do everything."""

    TRANSACTIONS = "transactions"
    KEYWORDS = "keywords"
    CLASSES = "classes"
    TOKENS = "tokens"
    REPORTS = "reports"
    EMAIL = "email"
    PERMITS = "permits"
    IMPORT = "import"
    AUTOPILOT_TASKS = "autopilot_tasks"
    """View (not change) every task that Autopilot launched."""


OWNER = "owner"
"""The group of account owners."""


@dataclass(frozen=True, slots=True)
class May:
    """What a caller may do with one task at this moment."""

    cancel: bool
    delete: bool
    retry: bool
    pause: bool
    resume: bool
    run: bool
    undo: bool
    """If its kind can take back what it did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who calls, as the verified token says. The account comes from nowhere else."""

    account: str
    id: str
    """Of a staff member the ``sub``, of a program the id of its credential."""
    name: str
    via: Via = Via.STAFF
    """Whether it is a staff member or a program."""
    owner: bool = False
    permissions: frozenset[Permission] = frozenset()

    @classmethod
    def of(cls, *, account: str, sub: str, name: str, groups: Iterable[str]) -> Caller:
        """Read a token's groups: of several, the least restrictive wins."""
        named = set(groups)
        known = frozenset(p for p in Permission if p.value in named)
        return cls(account=account, id=sub, name=name, owner=OWNER in named, permissions=known)

    @property
    def doer(self) -> Doer:
        """The caller as the trail names who acted."""
        return Doer.of(self.as_launcher)

    @classmethod
    def program(cls, *, account: str, id_: str, name: str, permissions: Iterable[str]) -> Caller:
        """A program with these permissions; never an owner, whatever they are called."""
        named = set(permissions)
        known = frozenset(p for p in Permission if p.value in named)
        return cls(account=account, id=id_, name=name, via=Via.PROGRAM, permissions=known)

    def has(self, permission: Permission) -> bool:
        """Whether the caller has the permission."""
        return self.owner or permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Refuse a caller without the permission.

        Raises:
            NotAllowed: names the permission that is missing.
        """
        if not self.has(permission):
            raise NotAllowed(
                f"This needs the permission '{permission}'. Ask an owner of the account for it.",
                permission.value,
            )

    def require_owner(self) -> None:
        """Refuse everybody but owners.

        Raises:
            NotAllowed: the caller is none.
        """
        if not self.owner:
            raise NotAllowed("Only an owner of the account may do this.", OWNER)

    def require_any(self, *permissions: Permission) -> None:
        """Refuse a caller who has none of the permissions.

        Raises:
            NotAllowed: names the first of them.
        """
        if not any(map(self.has, permissions)):
            self.require(permissions[0])

    def may_see(self, task: Task) -> bool:
        """Owners see all, staff their own, ``autopilot_tasks`` also Autopilot's."""
        if task.ref.account != self.account:
            return False
        autopilot = task.launched_by.via is Via.AUTOPILOT
        return (
            self.owner
            or self.launched(task)
            or (autopilot and Permission.AUTOPILOT_TASKS in self.permissions)
        )

    def launched(self, task: Task) -> bool:
        """Whether the caller launched the task itself."""
        by = task.launched_by
        return by.via is self.via and by.id == self.id

    @property
    def as_launcher(self) -> Launcher:
        """Who the caller is to the tasks that it launches."""
        return Launcher(self.id, self.name, self.via)

    def may_change(self, task: Task) -> bool:
        """Whether the caller may pause, cancel, retry or delete: as its launcher or an owner."""
        return task.ref.account == self.account and (self.owner or self.launched(task))

    def may(self, task: Task) -> May:
        """What the caller may do with a task, as its state allows."""
        change = self.may_change(task)
        return May(
            cancel=change and task.state.can_be_cancelled,
            delete=change and task.state.ended,
            retry=change and task.can_be_retried,
            pause=change and task.ref.listed and task.state.can_be_paused,
            resume=change and task.state is TaskState.PAUSED,
            run=change and task.can_be_run,
            undo=change and task.can_be_undone,
        )
