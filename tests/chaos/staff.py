"""Staff: calls at random, whatever the moment. What a call is answered is looked at, if it is."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping

from legwork.domain.errors import InvalidInput, KeyReused, NotFound, Transient, WrongState
from legwork.domain.task import Task, TaskRef, TaskState
from legwork.store import tasks
from legwork.testing.faults import Crash
from legwork.testing.invariants import tasks_of
from legwork.testing.owner import Owner
from legwork.trade.mail.usecases.take_feedback import take_feedback
from legwork.trade.mail.usecases.unsubscribe import unsubscribe
from legwork.usecases.read_task import read_task
from tests.chaos import town
from tests.chaos.launches import LAUNCHES, name_of
from tests.chaos.lists import look, some_filter
from tests.chaos.story import Watched

KEYS = 3
"""Idempotency-Keys of a kind: some calls come again."""
KINDS = 3
"""Of how many kinds a day's tasks are: the fewer, the more they get into each other's way."""
LOOKS = 0.3
"""How often staff look whether something is paused, and let it go on."""
WAITS = 0.4
"""How often a preview is one of Autopilot's, which is run once it has ended."""
PREVIEWS = 0.2
"""How often they ask what a task would do, instead of launching it."""
CHANGES_MIND = 0.5
"""How often whoever has paused a task lets it go on at once, while workers hold what they read."""
REFUSALS = (Transient, NotFound, WrongState, KeyReused, InvalidInput)
"""What a call may be answered: that a permit or a file is not there (any more) is no surprise."""


class Staff:
    """Owners of two accounts who do not wait for anything.

    Args:
        fleet: where the calls go.
        dice: decide who calls what.
        tally: what was done is counted here.
    """

    def __init__(self, fleet: Watched, dice: random.Random, tally: Counter[str]) -> None:
        self._fleet, self._dice, self._tally = fleet, dice, tally
        self._kinds = dice.sample([*LAUNCHES], KINDS)
        self.receipts: dict[TaskRef, Task] = {}
        """The answers to cancels."""
        self.complaints: list[str] = []
        """Answers that break a promise."""

    def call(self) -> tuple[str, Callable[[], None]]:
        """Some call, with a name for it."""
        owner = self._owner(self._dice.choices(town.ACCOUNTS, (3, 1))[0])
        if self._dice.random() < 0.4:
            return self._launch(owner)
        paused = self._fleet.paused()
        if paused and self._dice.random() < LOOKS:
            return self._resume_some(self._dice.choice(paused))
        act, weight = zip(*self._acts.items(), strict=True)
        do = self._dice.choices(act, weight)[0]
        task = self._some_task(owner, _APT.get(do, lambda _: True))
        if task is None:
            return self._launch(owner)
        name = f"{_name(do)} {task.kind} {task.ref.id[-4:]} ({task.state})"
        return name, lambda: self._answered(lambda: do(self, owner, task))

    def _resume_some(self, ref: TaskRef) -> tuple[str, Callable[[], None]]:
        owner, task = self._owner(ref.account), self._fleet.task(ref)
        name = f"resume {task.kind} {ref.id[-4:]}"
        return name, lambda: self._answered(lambda: self._resume(owner, task))

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

    def _launch(self, owner: Owner) -> tuple[str, Callable[[], None]]:
        kind = self._dice.choice(self._kinds)
        key = str(self._dice.randrange(KEYS))
        name = f"launch {kind} of {owner.caller.account}, key {key}"
        return name, lambda: self._answered(lambda: self._launched(kind, owner, key))

    def _launched(self, kind: str, owner: Owner, key: str) -> None:
        before = {key.sort for key in self._fleet.tables.tasks.rows}
        owner.previews = self._dice.random() < PREVIEWS
        if owner.previews and self._dice.random() < WAITS:
            owner.workflow = town.WORKFLOW
        task = LAUNCHES[kind](owner, self._dice, key)
        again = tasks.key_of(task.ref).sort in before
        name = "previewed" if owner.previews else name_of(kind, owner)
        if owner.previews and owner.workflow:
            name = "previewed by Autopilot"
        self._tally["launched again with the same key" if again else name] += 1

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

    def let_all_go_on(self) -> None:
        """In the evening nothing is left paused, or on hold."""
        for account in town.ACCOUNTS:
            Owner(self._fleet, account).lift()
        for ref in self._fleet.paused():
            Owner(self._fleet, ref.account).resume(ref, keep_threshold=False)

    def _pause(self, owner: Owner, task: Task) -> None:
        if not task.ref.listed:
            return
        found = tasks.load(self._fleet.tables, task.ref)
        try:
            paused = owner.pause(task.ref)
        except WrongState:
            self._tally["pause refused"] += 1
            raise
        if found is not None:
            self._tally[f"paused while {found.state.value}"] += 1
        self._fleet.stillness.answered(paused, self._fleet.task(task.ref))
        if self._dice.random() < CHANGES_MIND:
            self._resume(owner, paused)

    def _resume(self, owner: Owner, task: Task) -> None:
        try:
            resumed = owner.resume(task.ref, keep_threshold=self._dice.random() < 0.5)
        except WrongState:
            self._tally["resume refused"] += 1
            raise
        waits = resumed.state is TaskState.QUEUED and not resumed.turn
        self._tally["resumed, and waits for its turn" if waits else "resumed"] += 1

    def _run(self, owner: Owner, task: Task) -> None:
        try:
            owner.run(task.ref, key=f"run {task.ref.id} {self._dice.randrange(2)}")
        except WrongState:
            self._tally["run of a preview refused"] += 1
            raise
        self._tally["preview run"] += 1

    def _hold(self, owner: Owner, _: Task) -> None:
        owner.hold("Audit")
        self._tally["account held"] += 1

    def _lift(self, owner: Owner, _: Task) -> None:
        owner.lift()
        self._tally["hold lifted"] += 1

    def _retry(self, owner: Owner, task: Task) -> None:
        if not task.ref.listed:
            return
        try:
            owner.retry(task, key=f"retry {task.ref.id} {self._dice.randrange(2)}")
        except WrongState:
            self._tally["retry refused"] += 1
            raise
        self._tally["retried"] += 1

    def _undo(self, owner: Owner, task: Task) -> None:
        if not task.ref.listed:
            return
        try:
            owner.undo(task.ref, key=f"undo {task.ref.id} {self._dice.randrange(2)}")
        except WrongState:
            self._tally["undo refused"] += 1
            raise
        self._tally["undone"] += 1

    def _delete(self, owner: Owner, task: Task) -> None:
        if not task.ref.listed:
            return
        try:
            owner.delete(task)
        except WrongState:
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

    def _list(self, owner: Owner, task: Task) -> None:
        self.complaints += look(self._fleet, owner, some_filter(self._dice, task))
        self._tally["listed"] += 1

    def _unsubscribe(self, owner: Owner, _: Task) -> None:
        account = owner.caller.account
        family = self._dice.randrange(town.FAMILIES)
        fleet = self._fleet
        unsubscribe(account, town.home(account, family), database=fleet.database, clock=fleet.clock)
        self._tally["unsubscribed"] += 1

    def _suppress(self, owner: Owner, _: Task) -> None:
        account = owner.caller.account
        emails = [town.home(account, self._dice.randrange(town.FAMILIES))]
        take_feedback(account, emails, "bounce", database=self._fleet.database)
        self._tally["suppressed"] += 1

    _acts: Mapping[Callable[[Staff, Owner, Task], None], int] = {
        _cancel: 6,
        _pause: 7,
        _resume: 2,
        _hold: 1,
        _lift: 2,
        _retry: 8,
        _run: 4,
        _undo: 5,
        _delete: 3,
        _read: 5,
        _list: 4,
        _unsubscribe: 1,
        _suppress: 1,
    }


_APT: Mapping[Callable[[Staff, Owner, Task], None], Callable[[Task], bool]] = {
    Staff._cancel: lambda task: not task.state.ended,
    Staff._pause: lambda task: task.ref.listed and task.state.can_be_paused,
    Staff._resume: lambda task: task.state is TaskState.PAUSED,
    Staff._retry: lambda task: task.can_be_retried,
    Staff._run: lambda task: task.can_be_run,
    Staff._undo: lambda task: task.can_be_undone,
    Staff._delete: lambda task: task.state.ended,
}


def _name(do: Callable[..., None]) -> str:
    return do.__name__.strip("_").replace("_", " ")
