"""Staff: calls at random, whatever the moment. What a call is answered is looked at, if it is."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from legwork.domain.errors import (
    InvalidInput,
    KeyReused,
    NotFound,
    Transient,
    WrongState,
)
from legwork.domain.task import Task, TaskRef
from legwork.store import tasks
from legwork.testing.faults import Crash
from legwork.testing.fleet import Fleet
from legwork.testing.invariants import tasks_of
from legwork.testing.owner import Owner
from legwork.usecases.read_task import read_task
from legwork.usecases.save_permit import PermitSave
from legwork.usecases.take_feedback import take_feedback
from legwork.usecases.unsubscribe import unsubscribe
from tests.chaos import town

KEYS = 3
"""Idempotency-Keys of a kind: some calls come again."""
TOKENS_LIMIT = 2
REFUSALS = (Transient, NotFound, WrongState, KeyReused, InvalidInput)
"""What a call may be answered: that a permit or a file is not there (any more) is no surprise."""


class Staff:
    """Owners of two accounts who do not wait for anything.

    Args:
        fleet: where the calls go.
        dice: decide who calls what.
        tally: what was done is counted here.
    """

    def __init__(self, fleet: Fleet, dice: random.Random, tally: Counter[str]) -> None:
        self._fleet, self._dice, self._tally = fleet, dice, tally
        self.receipts: dict[TaskRef, Task] = {}
        """The answers to cancels."""
        self.deleted: set[TaskRef] = set()
        self.complaints: list[str] = []
        """Answers that break a promise."""

    def call(self) -> tuple[str, Callable[[], None]]:
        """Some call, with a name for it."""
        owner = self._owner(self._dice.choice(town.ACCOUNTS))
        if self._dice.random() < 0.4:
            return self._launch(owner)
        act, weight = zip(*self._acts.items(), strict=True)
        do = self._dice.choices(act, weight)[0]
        task = self._some_task(owner, _APT.get(do, lambda _: True))
        if task is None:
            return self._launch(owner)
        name = f"{_name(do)} {task.kind} {task.ref.id[-4:]} ({task.state})"
        return name, lambda: self._answered(lambda: do(self, owner, task))

    def _owner(self, account: str) -> Owner:
        return Owner(self._fleet, account, background_at=self._dice.choice((1, 100)))

    def _some_task(self, owner: Owner, is_apt: Callable[[Task], bool]) -> Task | None:
        """Mostly one that it makes sense to ask about; now and then any."""
        account = owner.caller.account
        found = [task for task in tasks_of(self._fleet) if task.ref.account == account]
        apt = [task for task in found if is_apt(task)]
        if apt and self._dice.random() < 0.8:
            found = apt
        return self._dice.choice(found) if found else None

    def _answered(self, call: Callable[[], None]) -> None:
        """Errors that a caller may meet are as good as an answer; others are not."""
        try:
            call()
        except (Crash, *REFUSALS):
            return

    # --- Launches ----------------------------------------------------------------------------

    def _launch(self, owner: Owner) -> tuple[str, Callable[[], None]]:
        do = self._dice.choice(_LAUNCHES)
        key = str(self._dice.randrange(KEYS))
        name = f"{_name(do)} of {owner.caller.account}, key {key}"
        return name, lambda: self._answered(lambda: do(self, owner, key))

    def _launched(self, kind: str, owner: Owner, params: Mapping[str, Any], key: str) -> None:
        self._counted(f"launched {kind}", lambda: owner.launch(kind, params, key=f"{kind} {key}"))

    def _counted(self, name: str, launch: Callable[[], Task]) -> None:
        before = {key.sort for key in self._fleet.tables.tasks.rows}
        again = tasks.key_of(launch().ref).sort in before
        self._tally["launched again with the same key" if again else name] += 1

    def _blast(self, owner: Owner, key: str) -> None:
        classes = self._dice.choice(([], ["A"], ["A", "B"]))
        params = {
            "subject": f"News {key}",
            "text": "Hello {{email}}",
            "everyone": not classes,
            "classes": classes,
        }
        self._launched("email_blast", owner, params, key)

    def _tokens(self, owner: Owner, key: str) -> None:
        params = {
            "classes": self._dice.choice((["A"], ["B"])),
            "students": self._dice.choice(([], [*town.STUDENTS])),
            "notify": self._dice.random() < 0.7,
            "limit": TOKENS_LIMIT,
        }
        self._launched("generate_makeup_tokens", owner, params, key)

    def _sessions(self, extra: Mapping[str, Any]) -> dict[str, Any]:
        last = self._dice.choice(town.DAYS)
        return {
            "classes": self._dice.choice((["A"], ["B"], ["A", "B"])),
            "from_date": town.DAYS[0],
            "to_date": last,
            "notify": self._dice.random() < 0.8,
            **extra,
        }

    def _cancellation(self, owner: Owner, key: str) -> None:
        params = self._sessions({"reason": "Storm", "tokens": self._dice.random() < 0.5})
        self._launched("cancel_classes", owner, params, key)

    def _restoration(self, owner: Owner, key: str) -> None:
        self._launched("restore_classes", owner, self._sessions({}), key)

    def _import(self, owner: Owner, key: str) -> None:
        entity, upload = self._dice.choice(
            (
                ("enrollments", "MORESTUDENTS"),
                ("class_sessions", "MOREDAYS"),
                ("reservations", "CONFLICTS"),
            )
        )
        params = {"entity": entity, "upload_id": upload, "on_conflict": "error"}
        self._launched("import_records", owner, params, f"{upload} {key}")

    def _save(self, owner: Owner, key: str) -> None:
        permit, content = self._dice.choice(
            (
                ("P-1", {"reservations": [*town.GAMES, *town.OTHERS]}),
                ("P-2", {"reservations": town.OTHERS}),
                ("P-3", {"upload": "GAMES"}),
            )
        )
        request = PermitSave(permit=permit, holder="H-1", **content)
        self._counted(
            f"launched permit_save {_where(owner)}", lambda: owner.save(request, key=f"save {key}")
        )

    def _bill_out(self, owner: Owner, key: str) -> None:
        permit = self._dice.choice(("P-1", "P-1", "P-2", "P-3"))
        self._counted(
            f"launched permit_billout {_where(owner)}",
            lambda: owner.bill_out(permit, key=f"bill {key}"),
        )

    # --- What is done to a task --------------------------------------------------------------

    def _cancel(self, owner: Owner, task: Task) -> None:
        found = tasks.load(self._fleet.tables, task.ref)
        try:
            receipt = owner.cancel(task.ref)
        except WrongState:
            if found is not None and not found.state.can_be_cancelled:
                self._tally[f"cancel refused, {found.state.value}"] += 1
            raise
        if found is not None:
            self._tally[f"cancelled while {found.state.value}"] += 1
        if not receipt.state.ended:
            self.complaints.append(f"task {task.ref.id}: cancelled, but it is {receipt.state}")
        self.receipts[task.ref] = receipt

    def _retry(self, owner: Owner, task: Task) -> None:
        if not task.ref.listed:
            return
        try:
            owner.retry(task, key=f"retry {task.ref.id} {self._dice.randrange(2)}")
        except WrongState:
            self._tally["retry refused"] += 1
            raise
        self._tally["retried"] += 1

    def _delete(self, owner: Owner, task: Task) -> None:
        if not task.ref.listed:
            return
        try:
            self.deleted.add(task.ref)
            owner.delete(task)
        except WrongState:
            self.deleted.discard(task.ref)
            self._tally["delete refused"] += 1
            raise
        self._tally["deleted"] += 1

    def _read(self, owner: Owner, task: Task) -> None:
        """At every read the numbers add up (P3)."""
        now = tasks.load(self._fleet.database, task.ref)
        if now is None:
            return
        progress = read_task(now, database=self._fleet.database).progress
        said = progress.counts.done + progress.remaining + progress.not_attempted
        if said != progress.total or min(progress.remaining, progress.not_attempted) < 0:
            self.complaints.append(f"task {task.ref.id}: read as {progress}")
        self._tally["read"] += 1

    def _unsubscribe(self, owner: Owner, _: Task) -> None:
        account = owner.caller.account
        family = self._dice.randrange(town.FAMILIES)
        unsubscribe(account, town.home(account, family), database=self._fleet.database)
        self._tally["unsubscribed"] += 1

    def _suppress(self, owner: Owner, _: Task) -> None:
        account = owner.caller.account
        emails = [town.home(account, self._dice.randrange(town.FAMILIES))]
        take_feedback(account, emails, "bounce", database=self._fleet.database)
        self._tally["suppressed"] += 1

    _acts: Mapping[Callable[[Staff, Owner, Task], None], int] = {
        _cancel: 6,
        _retry: 8,
        _delete: 3,
        _read: 5,
        _unsubscribe: 1,
        _suppress: 1,
    }


_LAUNCHES: list[Callable[[Staff, Owner, str], None]] = [
    Staff._blast,
    Staff._tokens,
    Staff._cancellation,
    Staff._restoration,
    Staff._import,
    Staff._save,
    Staff._bill_out,
]


_APT: Mapping[Callable[[Staff, Owner, Task], None], Callable[[Task], bool]] = {
    Staff._cancel: lambda task: not task.state.ended,
    Staff._retry: lambda task: task.can_be_retried,
    Staff._delete: lambda task: task.state.ended,
}


def _name(do: Callable[..., None]) -> str:
    return do.__name__.strip("_").replace("_", " ")


def _where(owner: Owner) -> str:
    return "in the background" if owner.background_at == 1 else "within the call"
